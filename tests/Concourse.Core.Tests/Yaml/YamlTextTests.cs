using System.Diagnostics;
using System.Text;
using Concourse.Core.Configuration;
using Concourse.Core.Yaml;

namespace Concourse.Core.Tests.Yaml;

public sealed class YamlTextTests
{
    [Theory]
    [InlineData("[y, Y, yes, on, On, true, TRUE]", "[true,true,true,true,true,true,true]")]
    [InlineData("[n, N, no, off, OFF, false, False]", "[false,false,false,false,false,false,false]")]
    [InlineData("[~, null, Null, NULL, ]", "[null,null,null,null]")]
    [InlineData("a:", "{\"a\":null}")]
    [InlineData("[0777, 0x1F, 0b101, 0o17, 1_000, -5, +5, 08]", "[511,31,5,15,1000,-5,5,8]")]
    [InlineData("[1.10, .5, 1e3, 1e21, 1e-7, 12:30, 1.]", "[1.1,0.5,1000,1e+21,1e-7,\"12:30\",1]")]
    [InlineData("[18446744073709551615, 9223372036854775807, 18446744073709551616]", "[18446744073709551615,9223372036854775807,18446744073709552000]")]
    [InlineData("[2001-01-01, 2001-01-01T10:00:00Z]", "[\"2001-01-01\",\"2001-01-01T10:00:00Z\"]")]
    [InlineData("{1: a, 1.5: b, true: c, on: d}", "{\"1\":\"a\",\"1.5\":\"b\",\"true\":\"d\"}")]
    [InlineData("{a: 1, a: 2}", "{\"a\":2}")]
    [InlineData("{x: &x {a: 1, b: 2}, z: {<<: *x, b: 3}}", "{\"x\":{\"a\":1,\"b\":2},\"z\":{\"a\":1,\"b\":3}}")]
    [InlineData("{x: &x {a: 1}, z: {<<: [*x, {a: 2, c: 3}]}}", "{\"x\":{\"a\":1},\"z\":{\"a\":1,\"c\":3}}")]
    [InlineData("[!!str 1, !!float 1, !!int \"7\", !foo bar, !!binary aGk=]", "[\"1\",1,7,\"bar\",\"hi\"]")]
    [InlineData("['yes', \"1\", 'null']", "[\"yes\",\"1\",\"null\"]")]
    [InlineData("a: |\n  x\n  y\nb: >\n  x\n  y\n", "{\"a\":\"x\\ny\\n\",\"b\":\"x y\\n\"}")]
    [InlineData("a\n---\nb", "\"a\"")]
    [InlineData("", "null")]
    [InlineData("# only a comment", "null")]
    [InlineData("\ufeffa: 1", "{\"a\":1}")]
    public void Scalars_and_maps_mean_what_yaml_1_1_says(string yaml, string json) =>
        Assert.Equal(json, YamlText.Parse(yaml).ToString());

    [Theory]
    [InlineData("a: b: c", "yaml: mapping values are not allowed in this context")]
    [InlineData("x: 1\na: b: c", "yaml: line 2: mapping values are not allowed in this context")]
    [InlineData("a: 1\n\tb: 2", "yaml: line 2: found a tab character that violates indentation")]
    [InlineData("a:\n\t- b", "yaml: line 2: found character that cannot start any token")]
    [InlineData("a: [1, 2", "yaml: line 1: did not find expected ',' or ']'")]
    [InlineData("a: b\nc\nd: e", "yaml: line 3: could not find expected ':'")]
    [InlineData("a: 1\n b: 2\nc: 3", "yaml: line 2: mapping values are not allowed in this context")]
    [InlineData("- a\nb: 1", "yaml: line 1: did not find expected '-' indicator")]
    [InlineData("a: *nope", "yaml: unknown anchor 'nope' referenced")]
    [InlineData("a: &a [*a]", "yaml: anchor 'a' value contains itself")]
    [InlineData("a: {<<: 1}", "yaml: map merge requires map or sequence of maps as the value")]
    [InlineData("!!int x", "yaml: cannot decode !!str `x` as a !!int")]
    [InlineData("a: .nan", "json: unsupported value: NaN")]
    [InlineData("a: \u0000", "yaml: control characters are not allowed")]
    public void What_is_no_yaml_is_refused_in_upstreams_words(string yaml, string message) =>
        Assert.Equal(message, Assert.Throws<YamlSyntaxException>(() => YamlText.Parse(yaml)).Message);

    [Fact]
    public void Duplicate_keys_are_refused_where_they_must_be_unique()
    {
        var refused = Assert.Throws<YamlSyntaxException>(() => YamlText.ParseUnique("a: 1\nb: 2\na: 3\n"));
        Assert.Equal("yaml: unmarshal errors:\n  line 3: mapping key \"a\" already defined at line 1", refused.Message);
    }

    public static TheoryData<string, byte[]> Hostile => new()
    {
        { "alias bomb", Encoding.UTF8.GetBytes(Bomb()) },
        { "100,000 nested lists", Encoding.UTF8.GetBytes(new string('[', 100_000)) },
        { "100,000 nested maps", Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{a: ", 100_000))) },
        { "nested block lists", Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("- ", 100_000)) + "a") },
        { "invalid utf-8", [0x61, 0x3a, 0x20, 0xff, 0xfe] },
        { "lone surrogate", [0x61, 0x3a, 0x20, 0xed, 0xa0, 0x80] },
        { "unclosed list before a key", Encoding.UTF8.GetBytes("a: [1, 2\nb: 3") },
        { "complex key", Encoding.UTF8.GetBytes("? [a, b]\n: c") },
        { "null key", Encoding.UTF8.GetBytes("~: c") },
        { "unclosed quote", Encoding.UTF8.GetBytes("a: \"" + new string('x', 100_000)) },
    };

    [Theory]
    [MemberData(nameof(Hostile))]
    public void Hostile_text_is_refused_with_a_message_and_quickly(string what, byte[] text)
    {
        var watch = Stopwatch.StartNew();
        var refused = Assert.Throws<ConfigFormatException>(() => ConfigReader.Pipeline(text));
        Assert.True(refused.Message.Length > 10, what);

        // Generous, since the machine may be busy; alone it takes milliseconds.
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10), $"{what} took {watch.Elapsed}");
    }

    [Fact]
    public void Deeply_nested_steps_within_the_limit_are_read_and_refused_politely()
    {
        var yaml = $"jobs: [{{name: j, plan: [{string.Concat(Enumerable.Repeat("{do: [", 480))}{{task: t, file: a/b}}{string.Concat(Enumerable.Repeat("]}", 480))}]}}]";
        Assert.Single(ConfigReader.Pipeline(yaml).Jobs!);
    }

    private static string Bomb()
    {
        var text = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (var i = 1; i < 10; i++)
        {
            text.Append($"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 10))}]\n");
        }

        return text.ToString();
    }
}
