using Concourse.Core.Json;
using Concourse.Core.Values;
using Concourse.Core.Yaml;
using CsCheck;

namespace Concourse.Core.Tests.Yaml;

public sealed class YamlWriterTests
{
    [Theory]
    [InlineData("""{"b":1,"a":{"c":[1,{"x":1,"y":[]}],"d":{}}}""", "a:\n  c:\n  - 1\n  - x: 1\n    \"y\": []\n  d: {}\nb: 1\n")]
    [InlineData("""["yes","1","a: b","#x","- x","","null","2001-01-01","12:30","~","<<"]""", "- \"yes\"\n- \"1\"\n- 'a: b'\n- '#x'\n- '- x'\n- \"\"\n- \"null\"\n- \"2001-01-01\"\n- \"12:30\"\n- \"~\"\n- \"<<\"\n")]
    [InlineData("""{"s":"a\nb\n"}""", "s: |\n  a\n  b\n")]
    [InlineData("""{"s":"a\nb"}""", "s: |-\n  a\n  b\n")]
    [InlineData("""{"s":"a\n\n"}""", "s: |+\n  a\n\n")]
    [InlineData("""{"s":"a\u2028b\nc\u2028","t":1}""", "s: |\n  a\u2028  b\n  c\u2028t: 1\n")]
    [InlineData("""{"s":"a\n\n\u2029"}""", "s: |+\n  a\n\n\u2029")]
    [InlineData("""{"s":"\ta"}""", "s: \"\\ta\"\n")]
    [InlineData("""{"l":[1.5,1e21,100000000,null,true]}""", "l:\n- 1.5\n- 1e+21\n- 100000000\n- null\n- true\n")]
    [InlineData("""{"a10":1,"a9":2,"a_b":3,"ab":4}""", "a_b: 3\na9: 2\na10: 1\nab: 4\n")]
    [InlineData("[[1,2],[3]]", "- - 1\n  - 2\n- - 3\n")]
    [InlineData("{}", "{}\n")]
    public void Values_are_printed_as_upstreams_tools_print_them(string json, string yaml) =>
        Assert.Equal(yaml, YamlWriter.Text(JsonText.Parse(json)));

    [Fact]
    public void Whatever_is_printed_reads_back_the_same() => Gen.Recursive<Value>((depth, inner) =>
            depth > 3 ? Leaf : Gen.OneOf(
                Leaf,
                inner.Array[0, 4].Select(items => (Value)new ListValue(items)),
                Gen.Select(Text, inner).Array[0, 4].Select(pairs => (Value)new MapValue(pairs.Select(p => new MapEntry(p.Item1, p.Item2))))))
        .Sample(value => Assert.Equal(value, YamlText.Parse(YamlWriter.Text(value))), iter: 3000);

    private static readonly string[] Odd =
    [
        "", " ", "a", "yes", "no", "1", "0x1", "1e3", "~", "null", "a: b", "a #b", "- a", "? a", "'", "\"", "\n", "a\n", " a\nb",
        "a\n\n", "<<", "é", "😀", "\t", "((a))", "{", "[a]", "&a", "*a", "!a", "%a", "@a", "`a", "a:", ":a", "---", "---a", "...", "\u0001", "\u0085", "\u2028", "a\n\u2028", "a\u2029\nb", "a\n\nb\u2028",
        "2001-01-01", "12:30", "=", "a  b", new string('x', 200), string.Concat(Enumerable.Repeat("word ", 40)) + "end",
    ];

    private static readonly Gen<string> Text = Gen.OneOf(
        Gen.Int[0, 1000].Select(i => Odd[i % Odd.Length]),
        Gen.String[Gen.Char[" abc:#-?[]{},&!|>'\"%@`\n\u2028~0123456789._yYnN"], 0, 12]);

    private static readonly Gen<Value> Leaf = Gen.OneOf(
        Text.Select(t => (Value)new StringValue(t)),
        Gen.Int.Select(n => (Value)NumberValue.From(n)),
        Gen.Bool.Select(b => (Value)b),
        Gen.Const((Value)NullValue.Instance));
}
