using Concourse.Core.Configuration.Tasks;
using Concourse.Core.Plans;
using Concourse.Engine.Tests.World;
using Concourse.Testing.Postgres;

namespace Concourse.Engine.Tests.Steps;

/// <summary>The <c>load_var</c> step: formats, and what it says at run time, written from pipeline-config.md §5 and the engine chapter §9.</summary>
public sealed class LoadVarTests(PostgresFixture postgres) : EngineTest(postgres)
{
    [Theory]
    [InlineData("x.json", "", "{\"a\": [1.50, \"b\"]}", "((.:v))", """{"a":[1.50,"b"]}""")]
    [InlineData("x.yml", "", "a: 1.50\nb: yes", "((.:v))", """{"a":1.5,"b":true}""")]
    [InlineData("x.yaml", "", "- 010", "((.:v))", "[8]")]
    [InlineData("x.yml", "", "size: 1.5", "s-((.:v.size))", "s-1.5")]
    [InlineData("x.json", "", "7 ]", "n-((.:v))", "n-7")]
    [InlineData("x.txt", "", " a b \n", "((.:v))", "a b")]
    [InlineData("x", "", "\ttext\r\n", "((.:v))", "text")]
    [InlineData("x.json", "raw", " {} \n", "((.:v))", " {} \n")]
    [InlineData("x.json", "trim", " {} \n", "((.:v))", "{}")]
    [InlineData("x", "json", "{\"k\": \"deep\"}", "((.:v.k))", "deep")]
    public async Task A_loaded_var_has_the_value_that_the_format_or_the_files_name_says(
        string file, string format, string content, string argument, string given)
    {
        Holds(file, content);
        string? seen = null;
        World.Scripts["run"] = p =>
        {
            seen = p.Spec.Environment.Single(e => e.StartsWith("V=", StringComparison.Ordinal))[2..];
            return Task.FromResult(0);
        };
        var use = TaskOf("3", "run", new TaskConfig { Platform = "linux", RootfsUri = "r", Run = new TaskRunConfig { Path = "run" } })
            with { Params = new Dictionary<string, string> { ["V"] = argument } };

        var (_, events) = await RunAsync(Do("4", Get("1", "repo"), Load($"repo/{file}", format), use));

        Assert.Equal(given, seen);
        Assert.Equal(["initialize 2", "start 2", "log 2 stdout: var v fetched.\nadded var v to build.\n", "finish 2 True"], Of("2", events));
    }

    [Theory]
    [InlineData("file", "", "file 'file' does not specify where the file lives")]
    [InlineData("nope/a/b", "", "unknown artifact source: 'nope' in file path 'a/b'")]
    [InlineData("repo/a/b", "", "file 'a/b' not found within artifact 'repo'")]
    [InlineData("repo/x", "toml", "invalid format toml")]
    [InlineData("repo/x", "json", "failed to parse repo/x in format json: invalid character 'o' in literal null (expecting 'u')")]
    [InlineData("repo/empty", "json", "failed to parse repo/empty in format json: EOF")]
    [InlineData("repo/cut.json", "", "failed to parse repo/cut.json in format json: unexpected EOF")]
    [InlineData("repo/two.json", "", "failed to parse repo/two.json in format json: invalid json: characters found after top-level value")]
    [InlineData("repo/bad.yml", "", "failed to parse repo/bad.yml in format yaml: error converting YAML to JSON: yaml: line 1: did not find expected ',' or ']'")]
    public async Task A_var_that_cannot_be_loaded_errors_in_upstreams_words(string file, string format, string message)
    {
        Holds(("x", "not json"), ("empty", ""), ("cut.json", "{\"a\":"), ("two.json", "1 2"), ("bad.yml", "[1, 2"));

        var (_, events) = await RunAsync(Do("3", Get("1", "repo"), Load(file, format)));

        Assert.Equal(["initialize 2", "start 2", $"error 2: {message}"], Of("2", events));
    }

    [Fact]
    public async Task The_file_and_format_of_a_load_var_may_be_vars_its_name_may_not()
    {
        Holds(("name.json", "7"), ("7", "{}"), ("format", "json"));

        var (_, events) = await RunAsync(Do(
            "5",
            Get("1", "repo"),
            new LoadVarPlan(new PlanId("2")) { Name = "n", File = "repo/name.json", Reveal = true },
            new LoadVarPlan(new PlanId("4")) { Name = "f", File = "repo/format", Reveal = true },
            new LoadVarPlan(new PlanId("3")) { Name = "((.:n))", File = "repo/((.:n))", Format = "((.:f))" }));

        Assert.Equal(["initialize 3", "start 3", "log 3 stdout: var ((.:n)) fetched.\nadded var ((.:n)) to build.\n", "finish 3 True"], Of("3", events));
    }

    [Fact]
    public async Task A_load_var_whose_vars_are_unknown_or_no_texts_errors_before_it_starts()
    {
        Holds("map.json", "{\"k\": 1}");

        var (_, unknown) = await RunAsync(Load("repo/((nope))", "((format))"));
        var (_, map) = await RunAsync(Do(
            "4", Get("1", "repo"), Load("repo/map.json"), new LoadVarPlan(new PlanId("3")) { Name = "w", File = "((.:v))" }));

        Assert.Equal(["initialize 2", "error 2: undefined vars: format, nope"], Of("2", unknown));
        Assert.Equal(
            ["initialize 3", "error 3: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal object into Go struct field LoadVarPlan.file of type string"],
            Of("3", map));
    }

    private static LoadVarPlan Load(string file, string format = "") => new(new PlanId("2")) { Name = "v", File = file, Format = format };
}
