using System.Collections.Concurrent;
using Concourse.Database.Builds;
using Microsoft.Extensions.Logging;

namespace Concourse.Engine.Tracking;

/// <summary>
/// The component <c>tracker</c>: each round begins to run every started build that nobody runs; the rounds do not wait for
/// the builds (engine chapter §1.3).
/// </summary>
public sealed partial class BuildTracker(BuildExecutionRepository builds, BuildRunner runner, ILogger<BuildTracker> logger) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<long, Task> running = new();
    private readonly CancellationTokenSource release = new();

    /// <summary>Name of the component's row, lock and NOTIFY channel.</summary>
    public const string ComponentName = "tracker";

    /// <summary>Builds that this node runs now.</summary>
    public IReadOnlyCollection<long> Running => [.. running.Keys];

    /// <summary>One round.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        foreach (var build in await builds.ListStartedAsync(ct))
        {
            Track(build.Id);
        }
    }

    /// <summary>
    /// Releases all builds, so that they stay started and other nodes go on with them, and waits until nothing here writes any
    /// more. Later rounds do nothing.
    /// </summary>
    public async Task DrainAsync()
    {
        await release.CancelAsync();
        await Task.WhenAll(running.Values);
    }

    public async ValueTask DisposeAsync()
    {
        await DrainAsync();
        release.Dispose();
    }

    private void Track(long buildId)
    {
        if (release.IsCancellationRequested)
        {
            return;
        }

        var started = new TaskCompletionSource();
        var tracking = TrackAsync(buildId, started.Task);
        if (running.TryAdd(buildId, tracking))
        {
            started.SetResult();
        }
        else
        {
            started.SetCanceled();
        }
    }

    private async Task TrackAsync(long buildId, Task started)
    {
        try
        {
            await started;
        }
        catch (OperationCanceledException)
        {
            return;
        }

        await Task.Yield();
        try
        {
            await runner.RunAsync(buildId, release.Token);
        }
        catch (OperationCanceledException) when (release.IsCancellationRequested)
        {
            // Released before it had begun.
        }
        catch (Exception e)
        {
            // The build stays started; the next round tries again.
            LogFailed(logger, buildId, e);
        }
        finally
        {
            running.TryRemove(buildId, out _);
        }
    }

    [LoggerMessage(EventId = 4040, Level = LogLevel.Error, Message = "running build {Build} failed; the next round tries again")]
    private static partial void LogFailed(ILogger logger, long build, Exception e);
}
