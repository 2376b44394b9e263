using Concourse.Core.Configuration.Tasks;
using Concourse.Core.Json;
using Concourse.Core.Plans;
using Concourse.Core.Values;
using Concourse.Engine.Tests.World;
using Concourse.Testing.Postgres;

namespace Concourse.Engine.Tests.Steps;

/// <summary>The <c>task</c> step: its file, its vars, its image, and what it says at run time, written from pipeline-config.md §4.2 and §5.</summary>
public sealed class TaskTests(PostgresFixture postgres) : EngineTest(postgres)
{
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
    public async Task A_task_file_that_is_none_errors_in_upstreams_words(string file, string message)
    {
        Holds(
            ("typo", "platfrom: linux"), ("empty", ""), ("list", "[]"), ("yaml", "[1, 2"), ("limits", "{platform: linux, container_limits: {cpu: ((v))}}"),
            ("vars", "{platform: linux, params: {B: ((b)), A: x-((a))}}"));

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

    [Theory]
    [InlineData("/opt/resource/check", "image check failed")]
    [InlineData("/opt/resource/in", "image fetching failed")]
    public async Task A_task_whose_image_cannot_be_had_says_where_it_failed(string script, string message)
    {
        World.Scripts["/opt/resource/check"] = Answering("[{\"digest\":\"1\"}]");
        World.Scripts["/opt/resource/in"] = Answering("{\"version\":{\"digest\":\"1\"}}");
        World.Scripts[script] = _ => Task.FromResult(1);
        var image = new ImageResource { Type = "mock", Source = new MapValue(("repository", "busybox")) };

        var (_, events) = await RunAsync(TaskOf(
            "1", "t", new TaskConfig { Platform = "linux", ImageResource = image, Run = new TaskRunConfig { Path = "x" } }));

        Assert.Equal($"error 1: {message}", Of("1", events).Last());
        Assert.DoesNotContain(World.Starts, s => s.Id == "task");

        static Func<ScriptedProcess, Task<int>> Answering(string json) => p =>
        {
            p.Print(json);
            return Task.FromResult(0);
        };
    }

    [Theory]
    [InlineData("db.yml", "sidecar path 'db.yml' must be in the format SOURCE/FILE")]
    [InlineData("nope/a/db.yml", "sidecar file 'nope/a/db.yml': unknown artifact source 'nope'")]
    [InlineData("repo/a/db.yml", "sidecar file 'repo/a/db.yml': file not found")]
    [InlineData("repo/yaml", "sidecar file 'repo/yaml': parsing sidecar config: error converting YAML to JSON: yaml: line 1: did not find expected ',' or ']'")]
    [InlineData("repo/typo", "sidecar file 'repo/typo': parsing sidecar config: error unmarshaling JSON: while decoding JSON: json: unknown field \"iamge\"")]
    [InlineData("repo/nothing", "sidecar file 'repo/nothing': invalid sidecar configuration: missing 'name', missing 'image'")]
    [InlineData("repo/image", "sidecar file 'repo/image': invalid sidecar configuration: missing 'image'")]
    [InlineData("repo/main", "sidecar file 'repo/main': invalid sidecar configuration: reserved container name \"main\"")]
    [InlineData("repo/helper", "sidecar file 'repo/helper': invalid sidecar configuration: reserved container name \"artifact-helper\"")]
    [InlineData("repo/twice", "sidecar file 'repo/twice': invalid sidecar configuration: duplicate sidecar name \"x\"")]
    [InlineData("repo/good repo/again", "sidecar file 'repo/again': duplicate sidecar name \"db\"")]
    [InlineData("repo/good {db} repo/typo", "sidecar file 'repo/typo': parsing sidecar config: error unmarshaling JSON: while decoding JSON: json: unknown field \"iamge\"")]
    [InlineData("{db} repo/good", "sidecar file 'repo/good': duplicate sidecar name \"db\"")]
    [InlineData("{db} {db}", "invalid sidecar configuration: duplicate sidecar name \"db\"")]
    [InlineData("repo/empty repo/good", "this version of the server cannot run sidecars")]
    [InlineData("{db}", "this version of the server cannot run sidecars")]
    public async Task A_sidecar_that_is_none_errors_its_step_in_upstreams_words(string sidecars, string message)
    {
        Holds(
            ("yaml", "[1, 2"), ("typo", "[{iamge: pg, name: db}]"), ("nothing", "[{}]"), ("image", "[{name: db}]"), ("main", "[{name: main, image: i}]"),
            ("helper", "[{name: artifact-helper, image: i}]"), ("twice", "[{name: x, image: i}, {name: x, image: j}]"),
            ("good", "[{name: db, image: pg}]"), ("again", "[{name: db, image: other}]"), ("empty", ""));
        var task = TaskOf("2", "t") with
        {
            Sidecars = [.. sidecars.Split(' ').Select(s => s == "{db}"
                ? SidecarReference.Of(new SidecarConfig { Name = "db", Image = "pg" }) : SidecarReference.To(s))],
        };

        var (_, events) = await RunAsync(Do("3", Get("1", "repo"), task));

        Assert.Equal($"error 2: {message}", Of("2", events).Last());
        Assert.DoesNotContain(World.Starts, p => p.Id == "task");
    }

    [Fact]
    public async Task Sidecars_of_a_task_file_are_told_from_those_of_its_step()
    {
        Holds("task.yml", "{platform: linux, rootfs_uri: r, run: {path: x}, sidecars: [{name: db, image: pg}]}");
        var task = new TaskPlan(new PlanId("2")) { Name = "t", ConfigPath = "repo/task.yml" };

        var (_, alone) = await RunAsync(Do("3", Get("1", "repo"), task));
        var (_, beside) = await RunAsync(Do("3", Get("1", "repo"), task with { Sidecars = [SidecarReference.Of(new SidecarConfig { Name = "db", Image = "pg" })] }));

        Assert.Equal("error 2: this version of the server cannot run sidecars", Of("2", alone).Last());
        Assert.Equal("error 2: invalid sidecar configuration: duplicate sidecar name \"db\"", Of("2", beside).Last());
    }
}
