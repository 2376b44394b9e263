using Concourse.Core.Builds;
using Concourse.Core.Configuration.Tasks;
using Concourse.Core.Plans;
using Concourse.Engine.Tests.World;
using Concourse.Testing.Postgres;

namespace Concourse.Engine.Tests.Tracking;

/// <summary>
/// A node that dies at any point, and another one that goes on: the build has the events of a run without a crash, and every
/// process ran once. The points are every call to the runtime; between them lie the flushes, which a dying node cuts anywhere.
/// </summary>
public sealed class CrashTests(PostgresFixture postgres) : EngineTest(postgres)
{
    private static readonly string[] Expected =
    [
        "error 5: resource script (/opt/resource/out /tmp/build/put) output a null version",
        "finish-get 1 0 {\"v\":\"1\"}",
        "finish-put 3 0 {\"v\":\"2\"}",
        "finish-task 2 0",
        "initialize-get 1",
        "initialize-put 3",
        "initialize-put 5",
        "initialize-task 2",
        "log 1 stderr: fetching é 1\nfetching é 2\n",
        "log 2 stdout: line 1\r\nline 2 €\r\nno newline at the end",
        "selected-worker 1 scripted",
        "selected-worker 2 scripted",
        "selected-worker 3 scripted",
        "selected-worker 5 scripted",
        "start-get 1",
        "start-put 3",
        "start-put 5",
        "start-task 2 unit",
        "status errored",
        "status started",
    ];

    [Fact]
    public async Task Without_a_crash_the_build_has_the_expected_events()
    {
        Script();
        var (status, events) = await RunAsync(Plan());

        Assert.Equal(BuildStatus.Errored, status);
        Assert.Equal(Expected, events.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_crash_at_any_point_loses_nothing_and_repeats_nothing()
    {
        Script();
        var points = await CountPointsAsync();
        Assert.InRange(points, 30, 200);
        for (var crashAt = 1; crashAt <= points; crashAt++)
        {
            await ResetAsync();
            var id = await StartAsync(Plan());
            await CrashAsync(id, crashAt);
            await using var next = new EngineUnderTest(Database, World);
            await next.Runner.RunAsync(id, Ct);

            Assert.True(await StatusAsync(id) == BuildStatus.Errored, $"crash at point {crashAt}: build is {await StatusAsync(id)}");
            AssertSame(await EventsAsync(id), crashAt);
            var starts = World.Starts.Select(s => string.Join(' ', s.Command)).Order(StringComparer.Ordinal).ToList();
            Assert.True(starts.Count == 4, $"crash at point {crashAt}: started {string.Join(", ", starts)}");
        }
    }

    [Fact]
    public async Task A_node_that_crashes_again_and_again_ends_the_build_all_the_same()
    {
        Script();
        var id = await StartAsync(Plan());
        for (var step = 1; await StatusAsync(id) == BuildStatus.Started; step++)
        {
            Assert.InRange(step, 1, 400);
            await CrashAsync(id, step);
        }

        AssertSame(await EventsAsync(id), 0);
        Assert.Equal(4, World.Starts.Count);
    }

    [Fact]
    public async Task A_released_build_goes_on_at_another_node_with_the_process_still_running()
    {
        var release = new TaskCompletionSource();
        World.Scripts["unit"] = async p =>
        {
            p.Print("before\r\n");
            await release.Task;
            p.Print("after\r\n");
            return 0;
        };
        var id = await StartAsync(TaskOf("2", "unit"));
        await using (var first = new EngineUnderTest(Database, World))
        {
            using var drain = CancellationTokenSource.CreateLinkedTokenSource(Ct);
            World.AtPoint = point =>
            {
                if (point == "output")
                {
                    drain.CancelAfter(TimeSpan.FromMilliseconds(100));
                }
            };
            await first.Runner.RunAsync(id, drain.Token);
        }

        Assert.Equal(BuildStatus.Started, await StatusAsync(id));
        World.AtPoint = _ => { };
        await using var second = new EngineUnderTest(Database, World);
        var running = second.Runner.RunAsync(id, Ct);
        release.SetResult();
        await running;

        Assert.Equal(
            [
                "status started", "initialize-task 2", "selected-worker 2 scripted", "start-task 2 unit",
                "log 2 stdout: before\r\nafter\r\n", "finish-task 2 0", "status succeeded",
            ],
            await EventsAsync(id));
        Assert.Single(World.Starts);
    }

    [Fact]
    public async Task Two_nodes_never_run_the_same_build()
    {
        Script();
        var id = await StartAsync(Plan());
        await using var first = new EngineUnderTest(Database, World);
        await using var second = new EngineUnderTest(Database, World);

        await Task.WhenAll(first.Runner.RunAsync(id, Ct), second.Runner.RunAsync(id, Ct));

        AssertSame(await EventsAsync(id), 0);
        Assert.Equal(4, World.Starts.Count);
    }

    private static void AssertSame(List<string> events, int crashAt)
    {
        var actual = events.Order(StringComparer.Ordinal).ToList();
        Assert.True(
            Expected.SequenceEqual(actual),
            $"crash at point {crashAt}:\nmissing: {string.Join(" | ", Expected.Except(actual))}\nextra: {string.Join(" | ", actual.Except(Expected))}\n" +
            $"all: {string.Join("\n", actual)}");
    }

    private async Task<int> CountPointsAsync()
    {
        var points = 0;
        World.AtPoint = _ => Interlocked.Increment(ref points);
        await RunAsync(Plan());
        return points;
    }

    /// <summary>Runs the build on a node that dies at its n-th call to the runtime.</summary>
    private async Task CrashAsync(long buildId, int point)
    {
        using var death = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var passed = 0;
        World.AtPoint = _ =>
        {
            if (Interlocked.Increment(ref passed) == point)
            {
                death.Cancel();
            }
        };
        await using var engine = new EngineUnderTest(Database, World);
        await engine.Runner.RunAsync(buildId, death.Token);
        World.AtPoint = _ => { };
    }

    private async Task ResetAsync()
    {
        World.AtPoint = _ => { };
        World.Starts.Clear();
        await ExecuteAsync("DELETE FROM volumes; DELETE FROM containers; DELETE FROM worker_resource_caches");
    }

    private void Script()
    {
        World.Scripts["/opt/resource/in"] = p =>
        {
            p.PrintError("fetching é 1\nfetching é 2\n");
            p.Print("{\"version\":{\"v\":\"1\"}}");
            return Task.FromResult(0);
        };
        World.Scripts["unit"] = p =>
        {
            p.Print("line 1\r\nline 2 €\r\nno newline at the end");
            return Task.FromResult(0);
        };
        World.Scripts["/opt/resource/out"] = p =>
        {
            p.Print(p.Stdin.Contains("null", StringComparison.Ordinal) ? "{}" : "{\"version\":{\"v\":\"2\"}}");
            return Task.FromResult(0);
        };
    }

    private static DoPlan Plan()
    {
        var config = new TaskConfig
        {
            Platform = "linux",
            RootfsUri = "docker:///busybox",
            Run = new TaskRunConfig { Path = "unit" },
            Inputs = [new TaskInputConfig { Name = "repo" }],
            Outputs = [new TaskOutputConfig { Name = "built" }],
        };
        return Do("9", Get("1", "repo"), TaskOf("2", "unit", config), Put("3", "release"), Put("5", "null"));
    }
}
