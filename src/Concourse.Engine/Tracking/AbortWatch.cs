using Concourse.Database.Notifications;
using Concourse.Engine.Steps;
using Npgsql;

namespace Concourse.Engine.Tracking;

/// <summary>
/// Cancels a running build once its abort is requested: asked at the start, on every notification and after every lost
/// connection (engine chapter §1.5).
/// </summary>
internal sealed class AbortWatch : IAsyncDisposable
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(5);

    private readonly Subscription subscription;
    private readonly CancellationTokenSource stop;
    private readonly Task loop;

    private AbortWatch(BuildRunnerServices services, long buildId, StepCancellation build, Subscription subscription, CancellationToken released)
    {
        this.subscription = subscription;
        stop = CancellationTokenSource.CreateLinkedTokenSource(released);
        loop = WatchAsync(services, buildId, build, stop.Token);
    }

    /// <summary>
    /// Asks whether the build is to be aborted, and begins to watch. Asked before anything runs: a build that is taken over in the
    /// middle of its abort must not go on for a moment as if there were none.
    /// </summary>
    public static async Task<AbortWatch> StartAsync(
        BuildRunnerServices services, long buildId, StepCancellation build, CancellationToken released)
    {
        var subscription = await services.Notifications.SubscribeAsync(Channels.BuildAbort(buildId), released);
        try
        {
            if (await IsRequestedAsync(services, buildId, released))
            {
                build.Cancel(CancellationReason.Abort);
            }
        }
        catch
        {
            await subscription.DisposeAsync();
            throw;
        }

        return new AbortWatch(services, buildId, build, subscription, released);
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await loop;
        await subscription.DisposeAsync();
        stop.Dispose();
    }

    private async Task WatchAsync(BuildRunnerServices services, long buildId, StepCancellation build, CancellationToken ct)
    {
        try
        {
            while (!build.IsCancelled)
            {
                await subscription.WaitAsync(ct);
                if (await IsRequestedAsync(services, buildId, ct))
                {
                    build.Cancel(CancellationReason.Abort);
                }
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // The build ended, or was released.
        }
    }

    private static async Task<bool> IsRequestedAsync(BuildRunnerServices services, long buildId, CancellationToken ct)
    {
        while (true)
        {
            try
            {
                return await services.Execution.IsAbortRequestedAsync(buildId, ct);
            }
            catch (NpgsqlException)
            {
                await Task.Delay(RetryPause, services.Time, ct);
            }
        }
    }
}
