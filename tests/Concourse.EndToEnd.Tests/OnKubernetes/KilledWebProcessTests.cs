using Concourse.EndToEnd.Tests.Crashes;
using Concourse.Testing.Clusters;
using Concourse.Testing.Postgres;

namespace Concourse.EndToEnd.Tests.OnKubernetes;

/// <summary>
/// The whole server on Kubernetes: killing its process changes nothing that a build does or tells. Every command runs once, and
/// log bytes, other events, versions and result are those of a build that nobody disturbed.
/// </summary>
[Collection(nameof(OneServer))]
public sealed class KilledWebProcessTests(PostgresFixture postgres)
{
    private const int Seed = 20261122;
    private const string Outcomes = "jetbridge.step_outcomes";
    private const int LongestDelay = 400;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_build_whose_web_processes_are_killed_leaves_what_an_undisturbed_one_leaves()
    {
        Assert.SkipWhen(LiveCluster.Find() is null, LiveCluster.Missing);
        var cluster = LiveCluster.Find()!;
        var (expected, stage) = await UndisturbedAsync(cluster);

        await using var build = await KubernetesBuild.StartAsync(postgres, cluster, stage, KubernetesPipeline.Gates, Ct);
        try
        {
            await DisturbAsync(build, new Random(Seed));
            var record = await build.EndAsync(Ct);
            Assert.Equal(expected.Ledger, record.Ledger);
            Assert.Equal(expected.Logs, record.Logs);
            Assert.Equal(expected.Events, record.Events);
            Assert.Equal(expected.Versions, record.Versions);
            Assert.Equal(expected.Status, record.Status);
        }
        finally
        {
            TestContext.Current.TestOutputHelper?.WriteLine($"killed: {string.Join("; ", build.Kills)}\n{build.NodeLog}");
        }
    }

    private async Task<(BuildRecord Record, int StagePort)> UndisturbedAsync(LiveCluster cluster)
    {
        await using var build = await KubernetesBuild.StartAsync(postgres, cluster, 0, [], Ct);
        try
        {
            var record = await build.EndAsync(Ct);
            Assert.Equal("succeeded", record.Status);
            Assert.Equal(["task-ends", "task-starts"], record.Ledger);
            Assert.Equal(4, record.Logs.Count);
            var many = string.Concat(Enumerable.Range(1, KubernetesPipeline.Lines).Select(i => $"line {i} of the many\\r\\n"));
            Assert.Contains(record.Logs, log => log.EndsWith(
                $"\"half a line\\r\\n{many}broken \\u20AC and \\u00E9\\r\\nand no newline at the end\"", StringComparison.Ordinal));
            return (record, build.StagePort);
        }
        finally
        {
            TestContext.Current.TestOutputHelper?.WriteLine(build.NodeLog);
        }
    }

    private static async Task DisturbAsync(KubernetesBuild build, Random random)
    {
        await build.ContainersAsync(1, Ct);
        await CrashAsync("get: container row stored, pod perhaps not made, or not running");

        await build.ContainersAsync(2, Ct);
        await CrashAsync("task: container row stored, pod perhaps not made, or not running");

        await build.ReachedAsync("start", Ct);
        build.Stage.Open("start");
        await build.ReachedAsync("line", Ct);
        await build.StoredAsync(1, "log", "half a li", Ct);
        await CrashAsync("task: half a line written");

        build.Stage.Open("line");
        await build.StoredAsync(1, "log", $"line {random.Next(10, KubernetesPipeline.Lines)} of", Ct);
        await CrashAsync("task: among many lines");

        await build.ReachedAsync("character", Ct);
        await CrashAsync("task: half a character written");
        build.Stage.Open("character");
        await build.ReachedAsync("end", Ct);
        await build.CrashInTransactionAsync("task: exited, not finished", Outcomes, random, ["end"], Ct);

        await build.ContainersAsync(3, Ct);
        await CrashAsync("put: container row stored, pod perhaps not made, or not running");

        async Task CrashAsync(string moment)
        {
            await Task.Delay(random.Next(LongestDelay), Ct);
            await build.CrashAsync(moment, null, Ct);
        }
    }
}
