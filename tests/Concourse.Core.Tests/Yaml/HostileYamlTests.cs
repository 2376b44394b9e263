using System.Text;
using Concourse.Core.Configuration;
using Concourse.Core.Values;
using Concourse.Core.Yaml;

namespace Concourse.Core.Tests.Yaml;

/// <summary>Whatever text comes: a message or its meaning, in a second and 200 MB, never a crash. Runs alone, since it measures.</summary>
[Collection(nameof(Alone))]
public sealed class HostileYamlTests
{
    private const int Ten = 10 << 20;
    private const long MaxBytes = 200L << 20;
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    /// <summary>What is written ten megabytes long, and how the message ends; null: it means something.</summary>
    public static TheoryData<string, string, string, string?> TenMegabytes => new()
    {
        { "a block list", "", "- a\n", null },
        { "a flow list", "[", "a,", "did not find expected node content" },
        { "a list of nothing", "", "-\n", null },
        { "numbers", "", "- 12345\n", null },
        { "empty lists", "", "- []\n", "take more than 128 MiB" },
        { "lists in a list", "[", "[a],", "take more than 128 MiB" },
        { "maps in a list", "", "- a: b\n", "take more than 128 MiB" },
        { "the same key", "", "a:\n", "take more than 128 MiB" },
        { "brackets", "", "[", "exceeded max depth of 1000" },
        { "braces", "", "{", "exceeded max depth of 1000" },
        { "dashes", "", "- ", "exceeded max depth of 1000" },
        { "question marks", "", "? ", "exceeded max depth of 1000" },
        { "nested maps", "", "{a: ", "exceeded max depth of 1000" },
        { "closing brackets", "", "]", "did not find expected node content" },
        { "colons", "", ": ", "did not find expected key" },
        { "colons without blank", "", ":", "mapping values are not allowed in this context" },
        { "an unclosed quote", "\"", "x", "found unexpected end of stream" },
        { "an unclosed quote of many lines", "'", "x\n", "found unexpected end of stream" },
        { "escapes", "\"", "\\x41", "found unexpected end of stream" },
        { "comments", "", "# c\n", null },
        { "one comment", "#", "x", null },
        { "one word", "", "x", null },
        { "words on one line", "", "x ", null },
        { "words on many lines", "", "x\n", null },
        { "a block scalar", "a: |\n", " x\n", null },
        { "a folded scalar", "a: >\n", " text\n\n", null },
        { "line breaks", "", "\n", null },
        { "spaces", "", " ", null },
        { "tabs", "", "\t", "found character that cannot start any token" },
        { "anchors", "", "&a ", null },
        { "tags", "", "- !!str a\n", null },
        { "documents", "", "---\n", null },
        { "directives", "", "%YAML 1.1\n", "found duplicate %YAML directive" },
        { "aliases", "- &a x\n", "- *a\n", "document contains excessive aliasing" },
        { "merges", "x: &x {a: 1}\ny:\n", "  <<: *x\n", "document contains excessive aliasing" },
        { "nulls", "a: ", "\0", "control characters are not allowed" },
        { "byte order marks", "", "\ufeff", null },
    };

    [Theory]
    [MemberData(nameof(TenMegabytes))]
    public void Ten_megabytes_are_read_or_refused_within_a_second_and_200_MB(string what, string start, string piece, string? message) =>
        ReadOrRefuse(what, Encoding.UTF8.GetBytes(start + string.Concat(Enumerable.Repeat(piece, Ten / Encoding.UTF8.GetByteCount(piece)))), message);

    /// <summary>Texts whose pieces differ.</summary>
    public static TheoryData<string, string?> Growing => new()
    {
        { "key{0}: v\n", null },
        { "{1:x}: v\n", null },
        { "- &a{0} x\n", "take more than 128 MiB" },
        { "- {0}\n", null },
        { "- {0}.5\n", null },
        { "- name: job-{0}\n  plan:\n  - get: repo-{0}\n    trigger: true\n  - task: t\n    file: repo-{0}/ci/task.yml\n", null },
    };

    [Theory]
    [MemberData(nameof(Growing))]
    public void Ten_megabytes_of_different_pieces_are_read_within_a_second_and_200_MB(string piece, string? message)
    {
        var random = new Random(1);
        var text = new StringBuilder();
        for (var i = 0; text.Length < Ten; i++)
        {
            text.AppendFormat(System.Globalization.CultureInfo.InvariantCulture, piece, i, random.NextInt64());
        }

        ReadOrRefuse(piece, Encoding.UTF8.GetBytes(text.ToString()), message);
    }

    [Fact]
    public void Keys_within_keys_are_refused_within_a_second()
    {
        var piece = string.Concat(Enumerable.Repeat("[", 200)) + "a" + string.Concat(Enumerable.Repeat("]: b", 200)) + "\n";
        ReadOrRefuse("keys", Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(piece, Ten / piece.Length))), "take more than 128 MiB");
    }

    /// <summary>Short texts, and how the message ends.</summary>
    public static TheoryData<string, byte[], string> Short => new()
    {
        { "alias bomb", Encoding.UTF8.GetBytes(Bomb()), "yaml: document contains excessive aliasing" },
        { "a long text named often", Encoding.UTF8.GetBytes($"- &a {new string('x', 1 << 20)}\n" + string.Concat(Enumerable.Repeat("- *a\n", 2000))), "yaml: document contains excessive aliasing" },
        { "100,000 lists", Encoding.UTF8.GetBytes(new string('[', 100_000)), "yaml: exceeded max depth of 1000" },
        { "100,000 lists on lines", Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("[\n", 100_000))), "yaml: line 1001: exceeded max depth of 1000" },
        { "100,000 maps", Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{a: ", 100_000))), "yaml: exceeded max depth of 1000" },
        { "100,000 closed lists", Encoding.UTF8.GetBytes(new string('[', 100_000) + new string(']', 100_000)), "yaml: exceeded max depth of 1000" },
        { "nested block lists", Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("- ", 100_000)) + "a"), "yaml: exceeded max depth of 1000" },
        { "invalid utf-8", [0x61, 0x3a, 0x20, 0xff, 0xfe], "yaml: invalid leading UTF-8 octet" },
        { "lone surrogate", [0x61, 0x3a, 0x20, 0xed, 0xa0, 0x80], "yaml: invalid Unicode character" },
        { "NUL", "jobs:\0 []"u8.ToArray(), "yaml: control characters are not allowed" },
        { "tabs", "jobs:\n\t- name: x"u8.ToArray(), "yaml: line 2: found character that cannot start any token" },
        { "unclosed list before a key", "a: [1, 2\nb: 3"u8.ToArray(), "yaml: line 1: did not find expected ',' or ']'" },
        { "complex key", "? [a, b]\n: c"u8.ToArray(), "yaml: invalid map key: []interface {}{\"a\", \"b\"}" },
        { "null key", "~: c"u8.ToArray(), "unsupported map key of type: %!s(<nil>), key: <nil>, value: \"c\"" },
        { "unclosed quote", Encoding.UTF8.GetBytes("a: \"" + new string('x', 100_000)), "yaml: found unexpected end of stream" },
    };

    [Theory]
    [MemberData(nameof(Short))]
    public void Hostile_pipelines_are_refused_with_upstreams_message(string what, byte[] text, string message)
    {
        var refused = Assert.Throws<ConfigFormatException>(() => ConfigReader.Pipeline(text));
        Assert.True($"error converting YAML to JSON: {message}" == refused.Message, $"{what}: {refused.Message}");
    }

    [Fact]
    public void Documents_of_the_greatest_depth_are_read_everywhere()
    {
        var deep = YamlText.Parse(new string('[', 999) + new string(']', 999));
        Assert.Equal(new string('[', 999) + new string(']', 999), deep.ToString());
        Assert.Equal(deep, YamlText.Parse(YamlWriter.Text(deep)));
        Assert.Throws<ConfigFormatException>(() => ConfigReader.Pipeline(deep));
    }

    [Fact]
    public void Duplicates_in_ten_megabytes_are_found_within_a_second()
    {
        var text = string.Concat(Enumerable.Range(0, Ten / 20).Select(i => $"key-{i:000000000}: v\n")) + "key-000000007: w\n";
        var message = "";
        var spent = ProcessorTime.Best(Second, () => message = Assert.Throws<YamlSyntaxException>(() => YamlText.ParseUnique(text)).Message);
        Assert.Equal($"yaml: unmarshal errors:\n  line {(Ten / 20) + 1}: mapping key \"key-000000007\" already defined at line 8", message);
        Assert.True(spent < Second, $"{spent}");
    }

    private static void ReadOrRefuse(string what, byte[] text, string? message)
    {
        Value? value = null;
        string? refused = null;
        var allocated = 0L;
        var spent = ProcessorTime.Best(Second, () =>
        {
            (value, refused) = (null, null);
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                value = YamlText.Parse(text);
            }
            catch (YamlSyntaxException e)
            {
                refused = e.Message;
            }

            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        });

        Assert.True(message is null ? refused is null : refused?.EndsWith(message, StringComparison.Ordinal), $"{what}: {refused ?? "was read"}");
        Assert.True(allocated < MaxBytes, $"{what}: {allocated >> 20} MiB");
        Assert.True(spent < Second, $"{what}: {spent}");
        GC.KeepAlive(value);
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
