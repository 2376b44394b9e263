namespace Concourse.EndToEnd.Tests.Crashes;

/// <summary>
/// Leads a build, all of whose gates are shut, from its first step to its end, and kills its node at each moment at which
/// something could be done twice or lost. How long after the moment, and what becomes of a transaction that was under way, is
/// drawn by chance.
/// </summary>
internal sealed class DelicateMoments(CrashedBuild build, Random random, CancellationToken ct)
{
    private const string Outcomes = "jetbridge.step_outcomes";
    private const string VersionsMade = "build_resource_config_version_outputs";
    private const int LongestDelay = 30;

    private static readonly string[] Resources = ["in-src", "out-release", "in-release"];
    private static readonly string[] Tasks = ["build", "left", "right", "last"];

    /// <summary>Every gate that there is.</summary>
    public static IEnumerable<string> Gates =>
    [
        .. Resources.SelectMany(r => (string[])[$"{r}-start", $"{r}-line", $"{r}-answer", $"{r}-end"]),
        .. Tasks.SelectMany(t => (string[])[$"{t}-start", $"{t}-line", $"{t}-end"]),
    ];

    public async Task PassAsync()
    {
        await GetAsync();
        await TaskAsync();
        await PutAsync();
        await ParallelAsync();
        await EndAsync();
    }

    private async Task GetAsync()
    {
        await build.ContainersAsync(1, ct);
        await build.CrashAsync("get: container row stored, sandbox perhaps not made", null, ct);
        await build.ProcessesAsync(1, ct);
        await build.CrashAsync("get: process begins, perhaps not acknowledged", null, ct);

        await build.ReachedAsync("in-src-start", ct);
        await build.StoredAsync(1, "log", "in-src begins", ct);
        await CrashAsync("get: half a line written");

        build.Stage.Open("in-src-start");
        await build.ReachedAsync("in-src-line", ct);
        await CrashAsync("get: half a character written");

        build.Stage.Open("in-src-line");
        await build.ReachedAsync("in-src-answer", ct);
        await CrashAsync("get: half an answer written");

        await CrashInTransactionAsync("get: inside the transaction of its end", Outcomes, "in-src-answer", "in-src-end");
    }

    private async Task TaskAsync()
    {
        await build.ReachedAsync("build-start", ct);
        await build.StoredAsync(1, "log", "build begins", ct);
        await CrashInTransactionAsync("task: inside a flush of its log", await build.EventTableAsync(ct), "build-start");
        await build.ReachedAsync("build-line", ct);
        await CrashAsync("task: half a character written");

        build.Stage.Open("build-line");
        await build.ReachedAsync("build-end", ct);
        await build.CrashAsync(
            "task: all written, ends while no node lives",
            async () =>
            {
                build.Stage.Open("build-end");
                await build.ExitsAsync(2, ct);
            },
            ct);
    }

    private async Task PutAsync()
    {
        await build.ProcessesAsync(3, ct);
        await build.CrashAsync("put: process begins, perhaps not acknowledged", null, ct);
        build.Stage.Open("out-release-start");
        await build.ReachedAsync("out-release-line", ct);
        await CrashAsync("put: half a character written");

        build.Stage.Open("out-release-line");
        await build.ReachedAsync("out-release-answer", ct);
        await CrashAsync("put: half an answer written");

        await CrashInTransactionAsync("put: inside the save of its version", VersionsMade, "out-release-answer", "out-release-end");
        await build.ContainersAsync(4, ct);
        await build.CrashAsync("get after put: container row stored, sandbox perhaps not made", null, ct);
        build.Stage.Open("in-release-start");
        await build.ReachedAsync("in-release-line", ct);
        await CrashAsync("get after put: half a character written");
        build.Stage.Open("in-release-line");
        await CrashInTransactionAsync("get after put: inside the keeping of its cache", "worker_resource_caches", "in-release-answer", "in-release-end");
    }

    private async Task ParallelAsync()
    {
        await build.ReachedAsync("left-start", ct);
        await build.ReachedAsync("right-start", ct);
        await CrashAsync("in parallel: both in half a line");

        await CrashInTransactionAsync("in parallel: inside the transaction of the left one's end", Outcomes, "left-start", "left-line", "left-end");
        build.Stage.Open("right-start");
        await build.ReachedAsync("right-line", ct);
        await build.StoredAsync(2, "finish-task", "exit_status", ct);
        await CrashAsync("in parallel: one ended, the other in half a character");
        await CrashInTransactionAsync("in parallel: inside the transaction of the failed one's end", Outcomes, "right-line", "right-end");
    }

    private async Task EndAsync()
    {
        await build.ReachedAsync("last-start", ct);
        await CrashAsync("ensure: half a line written");
        build.Stage.Open("last-start");
        build.Stage.Open("last-line");
        await CrashInTransactionAsync("inside the build's finish", "builds", "last-end");
    }

    private async Task CrashAsync(string moment)
    {
        await Task.Delay(random.Next(LongestDelay), ct);
        await build.CrashAsync(moment, null, ct);
    }

    private Task CrashInTransactionAsync(string moment, string table, params string[] open) =>
        build.CrashInTransactionAsync(moment, table, random, open, ct);
}
