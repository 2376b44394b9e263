using System.Text;
using Concourse.Core.Configuration;
using Concourse.Core.Configuration.Json;
using Concourse.Core.Validation;

namespace Concourse.Core.Tests.Configuration;

/// <summary>
/// One text for each construct that pipelines and tasks of the wild use or get wrong, with upstream's verdict in its
/// comments: lines <c>#= warning TYPE …</c>, <c>#= error SECTION: …</c>, or <c>#= refused …</c>; none means accepted in
/// silence. Names ending in <c>.task.yml</c> are task files, the others pipelines as the server reads them.
/// </summary>
public sealed class AcceptanceTests
{
    private const string Mark = "#= ";
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Acceptance");

    public static TheoryData<string> Texts => [.. Directory.GetFiles(Folder, "*.yml").Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Texts))]
    public void The_verdict_is_upstreams(string name)
    {
        var text = File.ReadAllText(Path.Combine(Folder, name));
        var expected = text.Split('\n').Where(l => l.StartsWith(Mark, StringComparison.Ordinal)).Select(l => l[Mark.Length..]);
        Assert.Equal(expected, name.EndsWith(".task.yml", StringComparison.Ordinal) ? TaskVerdict(text) : PipelineVerdict(text));
    }

    [Fact]
    public void What_the_server_accepts_reads_the_same_after_a_trip_through_the_api()
    {
        foreach (var name in Directory.GetFiles(Folder, "*.yml").Where(f => !f.EndsWith(".task.yml", StringComparison.Ordinal)))
        {
            var text = File.ReadAllText(name);
            if (!text.Contains("#= refused", StringComparison.Ordinal))
            {
                var json = ConfigJson.Text(ConfigReader.Pipeline(text));
                Assert.Equal(json, ConfigJson.Text(ConfigReader.PipelineJson(json)));
                Assert.Equal(json, ConfigJson.Text(ConfigReader.Pipeline(ConfigYaml.Format(Encoding.UTF8.GetBytes(text)))));
            }
        }
    }

    private static IEnumerable<string> PipelineVerdict(string text)
    {
        PipelineConfig config;
        try
        {
            config = ConfigReader.Pipeline(text);
        }
        catch (ConfigFormatException e)
        {
            return Refused(e);
        }

        var result = PipelineValidator.Validate(config);
        var errors = result.Errors.SelectMany(e => e.TrimEnd('\n').Split("\n\t") is [var heading, .. var lines]
            ? lines.Select(l => $"error {heading["invalid ".Length..]} {l}")
            : []);
        return [.. result.Warnings.Select(w => $"warning {w.Type} {w.Message}"), .. errors];
    }

    private static IEnumerable<string> TaskVerdict(string text)
    {
        try
        {
            ConfigReader.Task(text);
            return [];
        }
        catch (ConfigFormatException e)
        {
            return Refused(e);
        }
    }

    private static IEnumerable<string> Refused(ConfigFormatException e) => e.Message.Split('\n').Select(l => $"refused {l}");
}
