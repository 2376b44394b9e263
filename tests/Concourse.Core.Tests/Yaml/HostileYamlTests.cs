using System.Text;
using Concourse.Core.Configuration;
using Concourse.Core.Yaml;
using Hostile.Bench;

namespace Concourse.Core.Tests.Yaml;

/// <summary>Whatever text comes: a message or its meaning, in a second and 200 MB, never a crash. Runs alone, since it measures.</summary>
[Collection(nameof(Alone))]
public sealed class HostileYamlTests
{
    private const int MegaByte = 1_000_000;
    private const long MostMemory = 200 * MegaByte;
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly string Reader = Path.Combine(AppContext.BaseDirectory, "Hostile.Bench");

    public static TheoryData<string> Names => [.. HostileTexts.All.Select(t => t.Name)];

    /// <summary>
    /// The time is that of code that runs compiled, as it does in fly, which is native, and in a server that has begun to
    /// work. <c>bench/Hostile.Bench</c> tells what a fresh process takes.
    /// </summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Hostile_texts_are_read_or_refused_within_a_second(string name)
    {
        var text = HostileTexts.All.Single(t => t.Name == name);
        var bytes = text.Bytes();
        var message = "";
        var spent = ProcessorTime.Best(Second, () =>
        {
            message = "";
            try
            {
                ConfigReader.Pipeline(bytes);
            }
            catch (ConfigFormatException e)
            {
                message = e.Message;
            }
        });

        Assert.True(text.Expects(message), message);
        Assert.True(spent < Second, $"{spent}");
    }

    /// <summary>All of the memory of a process that does nothing else, at its peak.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void A_fresh_process_reads_or_refuses_hostile_texts_within_200_MB(string name)
    {
        var text = HostileTexts.All.Single(t => t.Name == name);
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(file, text.Bytes());
            var read = ColdRead.InFreshProcess(Reader, file);
            Assert.True(text.Expects(read.Message), read.Message);
            Assert.InRange(read.PeakBytes, 1, MostMemory);
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>Short texts, and how the message ends.</summary>
    public static TheoryData<string, byte[], string> Short => new()
    {
        { "100,000 lists", Encoding.UTF8.GetBytes(new string('[', 100_000)), "yaml: exceeded max depth of 10000" },
        { "100,000 lists on lines", Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("[\n", 100_000))), "yaml: line 10001: exceeded max depth of 10000" },
        { "100,000 maps", Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{a: ", 100_000))), "yaml: exceeded max depth of 10000" },
        { "100,000 closed lists", Encoding.UTF8.GetBytes(new string('[', 100_000) + new string(']', 100_000)), "yaml: exceeded max depth of 10000" },
        { "nested block lists", Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("- ", 100_000)) + "a"), "yaml: exceeded max depth of 10000" },
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
    public void Keys_are_noted_up_to_a_bound()
    {
        var text = string.Concat(Enumerable.Repeat("a:\n", 1_500_001));
        Assert.Equal(
            "yaml: line 1500001: document is too large: more than 1500000 keys are open",
            Assert.Throws<YamlSyntaxException>(() => YamlText.ParseUnique(text)).Message);
    }

    [Fact]
    public void Duplicates_in_ten_megabytes_are_found_within_a_second()
    {
        const int Keys = 10 * MegaByte / 20;
        var text = string.Concat(Enumerable.Range(0, Keys).Select(i => $"key-{i:000000000}: v\n")) + "key-000000007: w\n";
        var message = "";
        var spent = ProcessorTime.Best(Second, () => message = Assert.Throws<YamlSyntaxException>(() => YamlText.ParseUnique(text)).Message);
        Assert.Equal($"yaml: unmarshal errors:\n  line {Keys + 1}: mapping key \"key-000000007\" already defined at line 8", message);
        Assert.True(spent < Second, $"{spent}");
    }
}
