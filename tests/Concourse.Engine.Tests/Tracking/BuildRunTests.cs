using Concourse.Core.Builds;
using Concourse.Core.Configuration.Tasks;
using Concourse.Core.Plans;
using Concourse.Engine.Tests.World;
using Concourse.Testing.Postgres;

namespace Concourse.Engine.Tests.Tracking;

/// <summary>Whole builds: events in the order of engine chapter §15.4, written by hand from it.</summary>
public sealed class BuildRunTests(PostgresFixture postgres) : EngineTest(postgres)
{
    [Fact]
    public async Task A_get_feeds_a_task_whose_output_feeds_a_put()
    {
        World.Scripts["/opt/resource/in"] = p =>
        {
            p.PrintError("fetching\n");
            p.Sandbox.Volumes["/tmp/build/get"].Files["file"] = "content";
            p.Print("{\"version\":{\"v\":\"1\"},\"metadata\":[{\"name\":\"m\",\"value\":\"x\"}]}");
            return Task.FromResult(0);
        };
        World.Scripts["build.sh"] = p =>
        {
            var input = p.Sandbox.Volumes.Single(v => v.Key.EndsWith("/repo", StringComparison.Ordinal)).Value;
            p.Sandbox.Volumes.Single(v => v.Key.EndsWith("/built", StringComparison.Ordinal)).Value.Files["out"] = input.Files["file"] + " built";
            p.Print("building\r\ndone\r\n");
            return Task.FromResult(0);
        };
        var seen = "";
        World.Scripts["/opt/resource/out"] = p =>
        {
            seen = p.Sandbox.Volumes["/tmp/build/put/built"].Files["out"];
            p.Print("{\"version\":{\"v\":\"2\"}}");
            return Task.FromResult(0);
        };
        var config = new TaskConfig
        {
            Platform = "linux",
            RootfsUri = "docker:///busybox",
            Run = new TaskRunConfig { Path = "build.sh" },
            Inputs = [new TaskInputConfig { Name = "repo" }],
            Outputs = [new TaskOutputConfig { Name = "built" }],
        };
        var put = Put("3", "release") with { Params = new Core.Values.MapValue(("file", "built/out")) };
        var implicitGet = Get("4", "release") with { Version = null, VersionFrom = new PlanId("3") };

        var (status, events) = await RunAsync(Do("6", Get("1", "repo"), TaskOf("2", "unit", config), new OnSuccessPlan(new PlanId("5"), put, implicitGet)));

        Assert.Equal(BuildStatus.Succeeded, status);
        Assert.Equal("content built", seen);
        Assert.Equal(
            [
                "status started",
                "initialize-get 1", "start-get 1", "selected-worker 1 scripted", "log 1 stderr: fetching\n", "finish-get 1 0 {\"v\":\"1\"}",
                "initialize-task 2", "selected-worker 2 scripted", "start-task 2 build.sh", "log 2 stdout: building\r\ndone\r\n", "finish-task 2 0",
                "initialize-put 3", "selected-worker 3 scripted", "start-put 3", "finish-put 3 0 {\"v\":\"2\"}",
                "initialize-get 4", "start-get 4", "selected-worker 4 scripted", "log 4 stderr: fetching\n", "finish-get 4 0 {\"v\":\"1\"}",
                "status succeeded",
            ],
            events);
    }

    [Fact]
    public async Task A_second_get_of_the_same_version_finds_the_cache()
    {
        ScriptGet();
        await RunAsync(Get("1", "repo"));

        var (status, events) = await RunAsync(Get("1", "repo"));

        Assert.Equal(BuildStatus.Succeeded, status);
        Assert.Equal(
            [
                "status started", "initialize-get 1", "start-get 1", "selected-worker 1 scripted",
                "log 1 stderr: \u001b[1;36mINFO: found existing resource cache\u001b[0m\n\n", "finish-get 1 0 {\"v\":\"1\"}", "status succeeded",
            ],
            events);
        Assert.Single(World.Starts);
    }

    [Fact]
    public async Task A_script_that_exits_with_an_error_fails_the_step_and_its_stdout_is_ignored()
    {
        World.Scripts["/opt/resource/in"] = p =>
        {
            p.Print("not json");
            p.PrintError("no such thing");
            return Task.FromResult(3);
        };

        var (status, events) = await RunAsync(Get("1", "repo"));

        Assert.Equal(BuildStatus.Failed, status);
        Assert.Equal(["log 1 stderr: no such thing", "finish-get 1 3 null", "status failed"], events[^3..]);
    }

    [Fact]
    public async Task A_script_that_prints_no_json_errors_the_build()
    {
        World.Scripts["/opt/resource/in"] = p =>
        {
            p.Print("hello");
            return Task.FromResult(0);
        };

        var (status, events) = await RunAsync(Get("1", "repo"));

        Assert.Equal(BuildStatus.Errored, status);
        Assert.Equal(["error 1: invalid character 'h' looking for beginning of value", "status errored"], events[^2..]);
    }

    [Fact]
    public async Task A_put_without_a_version_errors()
    {
        World.Scripts["/opt/resource/out"] = p =>
        {
            p.Print("{}");
            return Task.FromResult(0);
        };

        var (_, events) = await RunAsync(Put("1", "x"));

        Assert.Equal("error 1: resource script (/opt/resource/out /tmp/build/put) output a null version", events[^2]);
    }

    [Fact]
    public async Task A_task_config_without_platform_errors_before_it_initializes()
    {
        var (status, events) = await RunAsync(TaskOf("1", "t", new TaskConfig()));

        Assert.Equal(BuildStatus.Errored, status);
        Assert.Equal(["status started", "error 1: failed to create task config from bytes: invalid task configuration:\nmissing 'platform'", "status errored"], events);
    }

    [Fact]
    public async Task A_task_whose_executable_is_missing_errors()
    {
        var (status, events) = await RunAsync(TaskOf("1", "nothing"));

        Assert.Equal(BuildStatus.Errored, status);
        Assert.Equal(["start-task 1 nothing", "error 1: nothing: no such file or directory", "status errored"], events[^3..]);
    }

    [Fact]
    public async Task A_tasks_timeout_terminates_the_process_and_fails_with_an_error_event_and_no_finish()
    {
        ScriptHanging("slow");

        var (status, events) = await RunAsync(TaskOf("1", "slow", timeout: "2s"));

        Assert.Equal(BuildStatus.Failed, status);
        Assert.Equal(["log 1 stdout: waiting", "error 1: timeout exceeded", "status failed"], events[^3..]);
    }

    [Fact]
    public async Task An_abort_terminates_the_process_and_the_build_is_aborted()
    {
        ScriptHanging("slow");
        var id = await StartAsync(TaskOf("1", "slow"));
        await using var engine = new EngineUnderTest(Database, World);
        var running = engine.Runner.RunAsync(id, Ct);
        await WaitUntilAsync(() => !World.Starts.IsEmpty);
        await engine.Execution.AbortAsync(id, Ct);
        await running;

        Assert.Equal(BuildStatus.Aborted, await StatusAsync(id));
        Assert.Equal(["log 1 stdout: waiting", "error 1: interrupted", "status aborted"], (await EventsAsync(id))[^3..]);
    }

    [Fact]
    public async Task An_abort_while_no_node_ran_the_build_still_terminates_its_process()
    {
        ScriptHanging("slow");
        var id = await StartAsync(TaskOf("1", "slow"));
        await using (var first = new EngineUnderTest(Database, World))
        {
            using var death = CancellationTokenSource.CreateLinkedTokenSource(Ct);
            World.AtPoint = point =>
            {
                if (point == "output")
                {
                    death.Cancel();
                }
            };
            await first.Runner.RunAsync(id, death.Token);
            World.AtPoint = _ => { };
            await first.Execution.AbortAsync(id, Ct);
        }

        await using var second = new EngineUnderTest(Database, World);
        await second.Runner.RunAsync(id, Ct);

        Assert.Equal(BuildStatus.Aborted, await StatusAsync(id));
        Assert.Equal(["log 1 stdout: waiting", "error 1: interrupted", "status aborted"], (await EventsAsync(id))[^3..]);
        Assert.True(World.Sandboxes.Values.Single().Processes["task"].Terminated.IsCancellationRequested);
    }

    [Fact]
    public async Task Under_fail_fast_the_victims_are_interrupted_and_the_build_fails()
    {
        ScriptHanging("slow");
        World.Scripts["bad"] = async _ =>
        {
            await WaitUntilAsync(() => World.Starts.Count == 2);
            return 1;
        };

        var (status, events) = await RunAsync(new InParallelPlan(new PlanId("3"), [TaskOf("1", "slow"), TaskOf("2", "bad")]) { FailFast = true });

        Assert.Equal(BuildStatus.Failed, status);
        Assert.Contains("error 1: interrupted", events);
        Assert.Contains("finish-task 2 1", events);
    }

    [Fact]
    public async Task Attempts_run_in_containers_of_their_own_that_carry_their_number()
    {
        var tries = 0;
        World.Scripts["flaky"] = _ => Task.FromResult(++tries < 3 ? 1 : 0);

        var (status, _) = await RunAsync(new RetryPlan(new PlanId("4"), [TaskOf("1", "flaky"), TaskOf("2", "flaky"), TaskOf("3", "flaky")]));

        Assert.Equal(BuildStatus.Succeeded, status);
        Assert.Equal("1,2,3", await ScalarAsync<string>("SELECT string_agg(meta_attempt, ',' ORDER BY id) FROM containers"));
    }

    [Fact]
    public async Task A_kind_of_step_that_cannot_run_errors_the_build_and_says_so()
    {
        var (status, events) = await RunAsync(new SetPipelinePlan(new PlanId("1")) { Name = "p", File = "a/b" });

        Assert.Equal(BuildStatus.Errored, status);
        Assert.Equal("error 1: this version of the server cannot run 'set_pipeline' steps", events[^2]);
    }

    [Theory]
    [InlineData("schema = 'exec.v3', private_plan = '{\"steps\":7}'", "schema not supported")]
    [InlineData("private_plan = '{\"id\":\"1\",\"do\":7}'", "plan is malformed: ")]
    [InlineData("private_plan = 'no plan'", "plan is malformed: ")]
    public async Task A_build_whose_plan_cannot_be_read_errors_instead_of_staying_started(string change, string message)
    {
        var id = await StartAsync(TaskOf("1", "t"));
        await ExecuteAsync($"UPDATE builds SET {change} WHERE id = {id}");
        await using var engine = new EngineUnderTest(Database, World);
        await engine.Runner.RunAsync(id, Ct);

        Assert.Equal(BuildStatus.Errored, await StatusAsync(id));
        Assert.Contains(message, (await EventsAsync(id))[^2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_build_that_another_implementation_began_errors()
    {
        var id = await StartAsync(TaskOf("1", "t"));
        await ExecuteAsync(
            $"INSERT INTO team_build_events_{TeamId} (build_id, event_id, type, version, payload) VALUES ({id}, 1, 'initialize-task', '4.0', '{{}}')");
        await using var engine = new EngineUnderTest(Database, World);
        await engine.Runner.RunAsync(id, Ct);

        Assert.Equal(BuildStatus.Errored, await StatusAsync(id));
        Assert.Empty(World.Starts);
        Assert.Equal(1, await ScalarAsync<long>(
            $"SELECT count(*) FROM team_build_events_{TeamId} WHERE type = 'error' AND payload LIKE '%started by another implementation; rerun it%'"));
    }

    [Fact]
    public async Task A_finished_build_leaves_no_journal()
    {
        ScriptGet();
        await RunAsync(Get("1", "repo"));

        Assert.Equal(0, await ScalarAsync<long>("SELECT (SELECT count(*) FROM jetbridge.step_outcomes) + (SELECT count(*) FROM jetbridge.stream_offsets)"));
    }

    private void ScriptGet() => World.Scripts["/opt/resource/in"] = p =>
    {
        p.Print("{\"version\":{\"v\":\"1\"}}");
        return Task.FromResult(0);
    };

    private void ScriptHanging(string path) => World.Scripts[path] = async p =>
    {
        p.Print("waiting");
        await Task.Delay(Timeout.Infinite, p.Terminated.Token);
        return 0;
    };

    private static async Task WaitUntilAsync(Func<bool> condition)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        limit.CancelAfter(TimeSpan.FromSeconds(20));
        while (!condition())
        {
            await Task.Delay(5, limit.Token);
        }
    }
}
