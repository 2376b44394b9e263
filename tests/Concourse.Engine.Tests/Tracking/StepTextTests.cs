using Concourse.Core.Configuration.Tasks;
using Concourse.Core.Json;
using Concourse.Core.Plans;
using Concourse.Core.Values;
using Concourse.Engine.Tests.World;
using Concourse.Testing.Postgres;

namespace Concourse.Engine.Tests.Tracking;

/// <summary>What steps say at run time: one row for each text of pipeline-config.md §4.2 and §5, written from the chapter.</summary>
public sealed class StepTextTests(PostgresFixture postgres) : EngineTest(postgres)
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

    [Fact]
    public async Task A_run_step_only_pretends()
    {
        var (_, events) = await RunAsync(new RunPlan(new PlanId("1")) { Message = "build", Type = "go" });

        Assert.Equal(
            [
                "initialize 1", "start 1",
                "log 1 stderr: \u001b[1;33mthe run step is not yet implemented\u001b[0m\n\n\u001b[1;34mpretending to run build on prototype go...\u001b[0m\n",
                "finish 1 True",
            ],
            Of("1", events));
    }

    [Theory]
    [InlineData("task.yml", "config path 'task.yml' does not specify where the file lives")]
    [InlineData("nope/a/task.yml", "unknown artifact source: 'nope' in file path 'nope/a/task.yml'")]
    [InlineData("repo/a/task.yml", "task config 'repo/a/task.yml' not found")]
    [InlineData("repo/typo", "failed to create task config from bytes repo/typo: unknown fields: [platfrom]")]
    [InlineData("repo/empty", "failed to create task config from bytes repo/empty: invalid task configuration:\nmissing 'platform'")]
    [InlineData("repo/list", "failed to create task config from bytes repo/list: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal array into Go value of type map[string]*json.RawMessage")]
    [InlineData("repo/yaml", "failed to create task config from bytes repo/yaml: error converting YAML to JSON: yaml: line 1: did not find expected ',' or ']'")]
    [InlineData("repo/limits", "failed to create task config from bytes repo/limits: error unmarshaling JSON: while decoding JSON: cpu limit must be an integer")]
    [InlineData("repo/vars", "failed to interpolate task config: undefined vars: a, b")]
    [InlineData("repo/sidecars", "this version of the server cannot run sidecars")]
    public async Task A_task_file_that_is_none_errors_in_upstreams_words(string file, string message)
    {
        Holds(
            ("typo", "platfrom: linux"), ("empty", ""), ("list", "[]"), ("yaml", "[1, 2"), ("limits", "{platform: linux, container_limits: {cpu: ((v))}}"),
            ("vars", "{platform: linux, params: {B: ((b)), A: x-((a))}}"),
            ("sidecars", "{platform: linux, run: {path: x}, sidecars: [{name: db, image: pg}]}"));

        var (_, events) = await RunAsync(Do("3", Get("1", "repo"), new TaskPlan(new PlanId("2")) { Name = "t", ConfigPath = file }));

        Assert.Equal([$"error 2: {message}"], Of("2", events));
    }

    [Theory]
    [InlineData("x-((text)) ((rest))", """{"text":"t","rest":"r"}""", "x-t r")]
    [InlineData("((number))", """{"number":1.5}""", "1.5")]
    [InlineData("((map))", """{"map":{"a":[1]}}""", """{"a":[1]}""")]
    [InlineData("((outer))", """{"outer":"((inner))","inner":"x"}""", "failed to interpolate task config: undefined vars: inner")]
    [InlineData("x-((number))", """{"number":1}""", "failed to interpolate task config: cannot interpolate non-primitive value (float64) from var: number")]
    [InlineData("((text.f))", """{"text":"t"}""", "failed to interpolate task config: cannot access field 'f' of non-map value ('string') from var: text.f")]
    public async Task Vars_of_a_task_step_fill_its_file(string value, string vars, string result)
    {
        Holds("task.yml", $"{{platform: linux, rootfs_uri: r, run: {{path: run}}, params: {{V: {value}}}}}");
        var seen = "";
        World.Scripts["run"] = p =>
        {
            seen = p.Spec.Environment.Single(e => e.StartsWith("V=", StringComparison.Ordinal))[2..];
            return Task.FromResult(0);
        };

        var (_, events) = await RunAsync(Do(
            "3", Get("1", "repo"), new TaskPlan(new PlanId("2")) { Name = "t", ConfigPath = "repo/task.yml", Vars = (MapValue)JsonText.Parse(vars) }));

        Assert.Equal(result, seen.Length > 0 ? seen : events[^2]["error 2: ".Length..]);
    }

    [Fact]
    public async Task A_task_without_an_executable_or_with_a_missing_image_says_so()
    {
        var config = new TaskConfig { Platform = "linux", RootfsUri = "docker:///scratch" };

        var (_, noCommand) = await RunAsync(TaskOf("1", "t", config));
        var (_, noImage) = await RunAsync(TaskOf("1", "t", config) with { Image = "img" });

        Assert.Equal(
            "error 1: No executable defined for task. Specify an executable to run in either the task config (run.path) or as an ENTRYPOINT/CMD in the container image.",
            noCommand[^2]);
        Assert.Equal(
            "error 1: missing image artifact source: img\n\nmake sure there's a corresponding 'get' step, or a task that produces it as an output",
            noImage[^2]);
    }

    [Fact]
    public async Task A_step_with_sidecars_is_not_run_without_them()
    {
        var task = TaskOf("1", "t") with { Sidecars = [SidecarReference.To("repo/db.yml")] };

        var (_, events) = await RunAsync(task);

        Assert.Equal(["error 1: this version of the server cannot run sidecars"], Of("1", events));
        Assert.Empty(World.Starts);
    }

    private static LoadVarPlan Load(string file, string format = "") => new(new PlanId("2")) { Name = "v", File = file, Format = format };

    private static IEnumerable<string> Of(string plan, IEnumerable<string> events) => events.Where(e =>
        e.Split(' ') is [_, var id, ..] && (id == plan || id == plan + ":"));

    private void Holds(string file, string content) => Holds((file, content));

    private void Holds(params (string Name, string Content)[] files) => World.Scripts["/opt/resource/in"] = p =>
    {
        foreach (var (name, content) in files)
        {
            p.Sandbox.Volumes["/tmp/build/get"].Files[name] = content;
        }

        p.Print("{\"version\":{\"v\":\"1\"}}");
        return Task.FromResult(0);
    };
}
