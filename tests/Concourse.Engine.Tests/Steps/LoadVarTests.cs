using Concourse.Core.Builds;
using Concourse.Core.Configuration.Tasks;
using Concourse.Core.Plans;
using Concourse.Engine.Tests.World;
using Concourse.Testing.Postgres;

namespace Concourse.Engine.Tests.Steps;

/// <summary>The <c>load_var</c> step: formats and messages (engine chapter §9).</summary>
public sealed class LoadVarTests(PostgresFixture postgres) : EngineTest(postgres)
{
    [Theory]
    [InlineData("v.txt", "", " text \n", "text")]
    [InlineData("v.txt", "raw", " text ", " text ")]
    [InlineData("v.json", "", "{\"a\": 1.50}", "{\"a\":1.50}")]
    [InlineData("v.json", "", "3 ]", "3")]
    [InlineData("v.yml", "", "a: [b]", "{\"a\":[\"b\"]}")]
    [InlineData("v.json", "trim", "{} ", "{}")]
    public async Task A_file_is_read_in_its_format(string file, string format, string content, string value)
    {
        World.Scripts["show"] = _ => Task.FromResult(0);
        var show = TaskOf("3", "show", new TaskConfig
        {
            Platform = "linux",
            RootfsUri = "docker:///busybox",
            Params = new Dictionary<string, string> { ["V"] = "((.:v))" },
            Run = new TaskRunConfig { Path = "show" },
        });

        var (_, events) = await RunAsync(Do("9", Source(file, content), LoadVar($"repo/{file}", format), show));

        Assert.Contains("log 2 stdout: var v fetched.\nadded var v to build.\n", events);
        Assert.Equal(["initialize 2", "start 2", "finish 2 True"], events.Where(e => e.Contains(" 2", StringComparison.Ordinal) && !e.StartsWith("log", StringComparison.Ordinal)));
        Assert.Equal([$"V={value}"], World.Starts.Last().Environment);
    }

    [Theory]
    [InlineData("file", "", null, "file 'file' does not specify where the file lives")]
    [InlineData("repo/v", "toml", null, "invalid format toml")]
    [InlineData("none/v", "", null, "unknown artifact source: 'none' in file path 'v'")]
    [InlineData("repo/v", "", null, "file 'v' not found within artifact 'repo'")]
    [InlineData("repo/v", "json", "", "failed to parse repo/v in format json: EOF")]
    [InlineData("repo/v", "json", "{\"a\":", "failed to parse repo/v in format json: unexpected EOF")]
    [InlineData("repo/v", "json", "nope", "failed to parse repo/v in format json: invalid character 'o' in literal null (expecting 'u')")]
    [InlineData("repo/v", "json", "{} {}", "failed to parse repo/v in format json: invalid json: characters found after top-level value")]
    public async Task What_cannot_be_read_errors_in_upstreams_words(string file, string format, string? content, string message)
    {
        var (status, events) = await RunAsync(Do("9", Source("v", content), LoadVar(file, format)));

        Assert.Equal(BuildStatus.Errored, status);
        Assert.Equal(["initialize 2", "start 2", $"error 2: {message}", "status errored"], events[^4..]);
    }

    private static LoadVarPlan LoadVar(string file, string format) => new(new PlanId("2")) { Name = "v", File = file, Format = format, Reveal = true };

    /// <summary>A get of <c>repo</c> with one file; null: without.</summary>
    private GetPlan Source(string file, string? content)
    {
        World.Scripts["/opt/resource/in"] = p =>
        {
            if (content is not null)
            {
                p.Sandbox.Volumes["/tmp/build/get"].Files[file] = content;
            }

            p.Print("{\"version\":{\"v\":\"1\"}}");
            return Task.FromResult(0);
        };
        return Get("1", "repo");
    }
}
