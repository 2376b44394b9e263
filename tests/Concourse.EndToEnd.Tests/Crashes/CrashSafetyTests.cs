using Concourse.Testing.Postgres;

namespace Concourse.EndToEnd.Tests.Crashes;

/// <summary>
/// Killing web nodes changes nothing that a build does or tells: every command runs once, and log bytes, other events, versions
/// and result are those of a build that nobody disturbed.
/// </summary>
public sealed class CrashSafetyTests(PostgresFixture postgres, UndisturbedBuild undisturbed) : IClassFixture<UndisturbedBuild>
{
    private const int Seed = 20261122;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Seeds of a run: one in CI, many when soaking.</summary>
    public static TheoryData<int> Seeds =>
        [.. Enumerable.Range(Seed, Environment.GetEnvironmentVariable("CONCOURSE_TEST_SOAK") == "1" ? 25 : 1)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task A_build_whose_nodes_are_killed_at_every_delicate_moment_leaves_what_an_undisturbed_one_leaves(int seed)
    {
        await using var build = await CrashedBuild.StartAsync(postgres, DelicateMoments.Gates, Ct);
        await ObserveAsync(build, $"delicate moments, seed {seed}", async () =>
        {
            await new DelicateMoments(build, new Random(seed), Ct).PassAsync();
            Assert.True(build.Kills.Count >= 20, $"only {build.Kills.Count} kills");
        });
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task A_build_whose_nodes_are_killed_at_any_time_leaves_what_an_undisturbed_one_leaves(int seed)
    {
        var random = new Random(seed);
        await using var build = await CrashedBuild.StartAsync(postgres, [], Ct);
        await ObserveAsync(build, $"any time, seed {seed}", async () =>
        {
            // Each node gets some of the work done first, so that the build ends however slow the machine is.
            while (!await build.IsCompletedAsync(Ct))
            {
                var (steps, delay) = (random.Next(2, 10), TimeSpan.FromMilliseconds(random.Next(300)));
                await build.ProgressAsync(steps, Ct);
                await Task.Delay(delay, Ct);
                await build.CrashAsync($"{steps} steps and {delay.TotalMilliseconds} ms on", null, Ct);
            }

            Assert.True(build.Kills.Count >= 3, $"only {build.Kills.Count} kills");
        });
    }

    [Fact]
    public async Task The_comparison_sees_a_node_that_forgot_how_far_it_had_read()
    {
        await using var build = await CrashedBuild.StartAsync(postgres, ["build-start"], Ct);
        await build.ReachedAsync("build-start", Ct);
        await build.StoredAsync(1, "log", "build begins", Ct);
        await build.CrashAsync(
            "mid-line", () => build.ScalarAsync<object>("DELETE FROM jetbridge.stream_offsets", Ct), Ct);
        build.Stage.Open("build-start");
        var record = await build.EndAsync(Ct);
        Assert.NotEqual(undisturbed.Record.Logs, record.Logs);
    }

    private async Task ObserveAsync(CrashedBuild build, string what, Func<Task> disturb)
    {
        var output = TestContext.Current.TestOutputHelper;
        try
        {
            await disturb();
            var record = await build.EndAsync(Ct);
            Assert.Equal(undisturbed.Record.Ledger, record.Ledger);
            Assert.Equal(undisturbed.Record.Logs, record.Logs);
            Assert.Equal(undisturbed.Record.Events, record.Events);
            Assert.Equal(undisturbed.Record.Versions, record.Versions);
            Assert.Equal(undisturbed.Record.Status, record.Status);
            output?.WriteLine($"soak: crashes: {what}: {build.Kills.Count} kills, nothing lost and nothing twice");
        }
        finally
        {
            output?.WriteLine($"killed: {string.Join("; ", build.Kills)}");
            output?.WriteLine(build.NodeLog);
        }
    }
}
