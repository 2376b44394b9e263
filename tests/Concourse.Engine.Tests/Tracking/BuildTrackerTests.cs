using Concourse.Core.Builds;
using Concourse.Engine.Tests.World;
using Concourse.Engine.Tracking;
using Concourse.Testing.Postgres;
using Microsoft.Extensions.Logging.Abstractions;

namespace Concourse.Engine.Tests.Tracking;

public sealed class BuildTrackerTests(PostgresFixture postgres) : EngineTest(postgres)
{
    [Fact]
    public async Task A_round_runs_every_started_build_without_waiting_for_it_and_none_twice()
    {
        var open = new TaskCompletionSource();
        World.Scripts["slow"] = async _ =>
        {
            await open.Task;
            return 0;
        };
        long[] builds = [await StartAsync(TaskOf("1", "slow")), await StartAsync(TaskOf("1", "slow"))];
        await using var engine = new EngineUnderTest(Database, World);
        await using var tracker = Tracker(engine);
        await tracker.RunAsync(Ct);
        await tracker.RunAsync(Ct);
        await UntilAsync(() => World.Starts.Count == 2);

        Assert.Equal(builds, tracker.Running.Order());
        open.SetResult();
        await UntilAsync(() => tracker.Running.Count == 0);
        Assert.Equal(BuildStatus.Succeeded, await StatusAsync(builds[0]));
        Assert.Equal(BuildStatus.Succeeded, await StatusAsync(builds[1]));
        Assert.Equal(2, World.Starts.Count);
    }

    [Fact]
    public async Task Draining_leaves_builds_started_and_their_processes_running_for_another_node()
    {
        var open = new TaskCompletionSource();
        World.Scripts["slow"] = async _ =>
        {
            await open.Task;
            return 0;
        };
        var id = await StartAsync(TaskOf("1", "slow"));
        await using (var engine = new EngineUnderTest(Database, World))
        {
            var tracker = Tracker(engine);
            await tracker.RunAsync(Ct);
            await UntilAsync(() => World.Starts.Count == 1);
            await tracker.DrainAsync();
        }

        Assert.Equal(BuildStatus.Started, await StatusAsync(id));
        open.SetResult();
        await using var next = new EngineUnderTest(Database, World);
        await next.Runner.RunAsync(id, Ct);
        Assert.Equal(BuildStatus.Succeeded, await StatusAsync(id));
        Assert.Single(World.Starts);
    }

    private static BuildTracker Tracker(EngineUnderTest engine) => new(engine.Execution, engine.Runner, NullLogger<BuildTracker>.Instance);

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        limit.CancelAfter(TimeSpan.FromSeconds(20));
        while (!condition())
        {
            await Task.Delay(5, limit.Token);
        }
    }
}
