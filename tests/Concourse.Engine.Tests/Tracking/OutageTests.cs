using Concourse.Core.Builds;
using Concourse.Core.Plans;
using Concourse.Engine.Builds;
using Concourse.Engine.Tests.World;
using Concourse.Runtime.Processes;
using Concourse.Runtime.Sandboxes;
using Concourse.Testing.Postgres;

namespace Concourse.Engine.Tests.Tracking;

/// <summary>What a build does when its lock, its tables, its runtime or its processes are taken away while it runs.</summary>
public sealed class OutageTests(PostgresFixture postgres) : EngineTest(postgres)
{
    [Fact]
    public async Task A_node_that_loses_the_lock_lets_the_build_go_and_the_next_one_goes_on_where_it_was()
    {
        var go = ScriptWaiting("unit");
        var id = await StartAsync(TaskOf("1", "unit"));
        await using var first = new EngineUnderTest(Database, World);
        var running = first.Runner.RunAsync(id, Ct);
        await EventAsync(id, "log 1 stdout: before\r\n");

        await ExecuteAsync(
            """
            SELECT pg_terminate_backend(pid) FROM pg_locks
             WHERE locktype = 'advisory' AND classid = 1 AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
            """);
        await running;
        go.SetResult();
        await using var second = new EngineUnderTest(Database, World);
        await second.Runner.RunAsync(id, Ct);

        Assert.Equal(["log 1 stdout: before\r\nafter\r\n", "finish-task 1 0", "status succeeded"], (await EventsAsync(id))[^3..]);
        Assert.Single(World.Starts);
    }

    [Fact]
    public async Task A_build_whose_event_table_is_gone_is_let_go()
    {
        var go = ScriptWaiting("unit");
        var id = await StartAsync(TaskOf("1", "unit"));
        await using var engine = new EngineUnderTest(Database, World);
        var running = engine.Runner.RunAsync(id, Ct);
        await EventAsync(id, "log 1 stdout: before\r\n");

        await ExecuteAsync($"DROP TABLE team_build_events_{TeamId}");
        go.SetResult();

        await running.WaitAsync(TimeSpan.FromSeconds(60), Ct);
    }

    [Fact]
    public async Task A_step_waits_for_a_runtime_that_does_not_answer()
    {
        ScriptDone("unit");
        var calls = 0;
        World.AtPoint = point =>
        {
            if (point == "before-create" && calls++ == 0)
            {
                throw new RuntimeUnavailableException("the engine is away");
            }
        };

        var (status, events) = await RunAsync(TaskOf("1", "unit"));

        Assert.Equal(BuildStatus.Succeeded, status);
        Assert.Equal(
            ["status started", "initialize-task 1", "selected-worker 1 scripted", "start-task 1 unit", "finish-task 1 0", "status succeeded"], events);
        Assert.Single(World.Starts);
    }

    [Fact]
    public async Task A_runtime_that_stays_away_errors_the_step_with_its_reason()
    {
        World.AtPoint = AwayBeforeCreate;
        var id = await StartAsync(TaskOf("1", "unit"));
        await using var engine = new EngineUnderTest(Database, World, new EngineOptions { RuntimePatience = TimeSpan.Zero });
        await engine.Runner.RunAsync(id, Ct);

        Assert.Equal(["error 1: the engine is away", "status errored"], (await EventsAsync(id))[^2..]);
    }

    [Fact]
    public async Task An_abort_ends_a_step_that_waits_for_its_runtime()
    {
        World.AtPoint = AwayBeforeCreate;
        var id = await StartAsync(TaskOf("1", "unit"));
        await using var engine = new EngineUnderTest(Database, World);
        var running = engine.Runner.RunAsync(id, Ct);
        await EventAsync(id, "selected-worker 1 scripted");
        await engine.Execution.AbortAsync(id, Ct);
        await running;

        Assert.Equal(["error 1: interrupted", "status aborted"], (await EventsAsync(id))[^2..]);
    }

    [Fact]
    public async Task A_limit_of_a_client_that_passed_is_an_error_and_no_abort()
    {
        World.AtPoint = point =>
        {
            if (point == "before-create")
            {
                throw new TaskCanceledException("the request took too long");
            }
        };

        var (status, events) = await RunAsync(TaskOf("1", "unit"));

        Assert.Equal(BuildStatus.Errored, status);
        Assert.Equal(["error 1: the request took too long", "status errored"], events[^2..]);
    }

    [Theory]
    [InlineData(false, "pod failed: Evicted", "its container ended: pod failed: Evicted")]
    [InlineData(false, null, "its container ended")]
    [InlineData(true, "never asked", "its container ended")]
    public async Task A_lost_process_errors_its_step_with_what_is_known_of_the_cause(bool explained, string? sandboxSays, string message)
    {
        World.Failure = sandboxSays;
        World.Scripts["unit"] = p =>
        {
            p.Print("half of it");
            p.End(new ProcessResult.Lost("its container ended", explained));
            return Task.FromResult(0);
        };

        var (status, events) = await RunAsync(TaskOf("1", "unit"));

        Assert.Equal(BuildStatus.Errored, status);
        Assert.Equal(["log 1 stdout: half of it", $"error 1: {message}", "status errored"], events[^3..]);
    }

    [Fact]
    public async Task A_hook_that_runs_because_of_an_abort_is_not_aborted_by_the_node_that_takes_over()
    {
        World.Scripts["slow"] = async p =>
        {
            await Task.Delay(Timeout.Infinite, p.Terminated.Token);
            return 0;
        };
        var go = ScriptWaiting("hook");
        var id = await StartAsync(new EnsurePlan(new PlanId("3"), TaskOf("1", "slow"), TaskOf("2", "hook")));
        using (var death = CancellationTokenSource.CreateLinkedTokenSource(Ct))
        {
            await using var first = new EngineUnderTest(Database, World);
            var running = first.Runner.RunAsync(id, death.Token);
            await EventAsync(id, "start-task 1 slow");
            await first.Execution.AbortAsync(id, Ct);
            await EventAsync(id, "log 2 stdout: before\r\n");
            await death.CancelAsync();
            await running;
        }

        await using var second = new EngineUnderTest(Database, World);
        var resumed = second.Runner.RunAsync(id, Ct);
        go.SetResult();
        await resumed;

        Assert.Equal(["log 2 stdout: before\r\nafter\r\n", "finish-task 2 0", "status aborted"], (await EventsAsync(id))[^3..]);
    }

    [Fact]
    public async Task A_step_that_was_aborted_before_it_had_a_container_never_begins()
    {
        ScriptDone("unit");
        World.AtPoint = AwayBeforeCreate;
        var id = await StartAsync(TaskOf("1", "unit"));
        using (var death = CancellationTokenSource.CreateLinkedTokenSource(Ct))
        {
            await using var first = new EngineUnderTest(Database, World);
            var running = first.Runner.RunAsync(id, death.Token);
            await EventAsync(id, "selected-worker 1 scripted");
            await death.CancelAsync();
            await running;
            await first.Execution.AbortAsync(id, Ct);
        }

        World.AtPoint = _ => { };
        await using var second = new EngineUnderTest(Database, World);
        await second.Runner.RunAsync(id, Ct);

        Assert.Equal(["error 1: interrupted", "status aborted"], (await EventsAsync(id))[^2..]);
        Assert.Empty(World.Sandboxes);
    }

    private static void AwayBeforeCreate(string point)
    {
        if (point == "before-create")
        {
            throw new RuntimeUnavailableException("the engine is away");
        }
    }

    private void ScriptDone(string path) => World.Scripts[path] = _ => Task.FromResult(0);

    /// <summary>A process that prints, waits for the result, and prints again.</summary>
    private TaskCompletionSource ScriptWaiting(string path)
    {
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        World.Scripts[path] = async p =>
        {
            p.Print("before\r\n");
            await go.Task.WaitAsync(p.Terminated.Token);
            p.Print("after\r\n");
            return 0;
        };
        return go;
    }

    private async Task EventAsync(long buildId, string happened)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        while (!(await EventsAsync(buildId)).Contains(happened))
        {
            await Task.Delay(10, limit.Token);
        }
    }
}
