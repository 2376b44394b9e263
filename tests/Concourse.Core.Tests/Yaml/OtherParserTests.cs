using Concourse.Core.Yaml;
using Concourse.Core.Yaml.Parsing;
using Concourse.Core.Yaml.Scanning;
using CsCheck;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Concourse.Core.Tests.Yaml;

/// <summary>Our parser and YamlDotNet's, which knows nothing of ours, read the same events out of the same text.</summary>
public sealed class OtherParserTests
{
    [Fact]
    public void Random_documents_have_the_same_events() => Gen.Int.Sample(
        seed =>
        {
            var text = new RandomYaml(new Random(seed)).Document();
            Assert.True(Theirs(text).SequenceEqual(Ours(text)), $"{text}\n-- theirs\n{string.Join('\n', Theirs(text))}\n-- ours\n{string.Join('\n', Ours(text))}");
        },
        iter: 20_000);

    [Theory]
    [InlineData("a: 1\nb:\n- x\n- - y\n  - z\n- c: d\n  e: f\n-\n? g\n: h\n? |\n  i\n: - j\n")]
    [InlineData("a: plain\n  text\n\n  of lines\nb: 'single\n  quoted '' text\n\n  '\nc: \"double \\\n  quoted\n\n  \\ttext\"\n")]
    [InlineData("a: |\n  x\n   y\n\n  z\n\nb: >\n  x\n  y\n\n   z\n   w\n\n  v\nc: |2-\n   x\nd: >+\n  x\n\n")]
    [InlineData("%TAG !e! tag:e,1:\n--- !e!map &m\na: !!str &s x\nb: *s\nc: ! y\nd: !l z\n...\n")]
    [InlineData("[a, [b, {c: d, e: [f]}], 'g', \"h\": i, j: k, {}, []]\n")]
    [InlineData("- # comment\n  a: b # comment\n# comment\n- c\n")]
    [InlineData("{\n  a: b,\n  c:\n    d\n, e: }\n")]
    [InlineData("a:\r\n  - b\r\n  - |\r\n    c\r\n    d\r\n")]
    public void Documents_of_every_style_have_the_same_events(string text) => Assert.Equal(Theirs(text), Ours(text));

    private static List<string> Ours(string text)
    {
        var parser = new YamlParser(new YamlScanner(text, YamlDialect.Two), YamlDialect.Two);
        List<string> events = [];
        for (var e = parser.Next(); e.Kind != YamlEventKind.DocumentEnd; e = parser.Next())
        {
            events.Add(e.Kind switch
            {
                YamlEventKind.Scalar => $"scalar {e.Style} &{e.Anchor} {e.Tag} {e.Text}",
                YamlEventKind.Alias => $"alias {e.Text}",
                YamlEventKind.ListStart or YamlEventKind.MapStart => $"{e.Kind} &{e.Anchor} {e.Tag}",
                _ => $"{e.Kind}",
            });
        }

        return events;
    }

    private static List<string> Theirs(string text)
    {
        var parser = new Parser(new StringReader(text));
        List<string> events = [];
        while (parser.MoveNext() && parser.Current is not DocumentEnd)
        {
            switch (parser.Current)
            {
                case Scalar s:
                    events.Add($"scalar {s.Style} &{Name(s.Anchor)} {Name(s.Tag)} {s.Value}");
                    break;
                case AnchorAlias alias:
                    events.Add($"alias {alias.Value.Value}");
                    break;
                case SequenceStart list:
                    events.Add($"ListStart &{Name(list.Anchor)} {Name(list.Tag)}");
                    break;
                case MappingStart map:
                    events.Add($"MapStart &{Name(map.Anchor)} {Name(map.Tag)}");
                    break;
                case SequenceEnd:
                    events.Add("ListEnd");
                    break;
                case MappingEnd:
                    events.Add("MapEnd");
                    break;
            }
        }

        return events;
    }

    private static string Name(AnchorName anchor) => anchor.IsEmpty ? "" : anchor.Value;

    private static string Name(TagName tag) => tag.IsEmpty ? "" : tag.Value;
}
