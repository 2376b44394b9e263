using Concourse.JetBridge.Exec;
using Concourse.Runtime.Sandboxes;

namespace Concourse.JetBridge;

/// <summary>
/// A helper stream that also ends when its pod does. An exec into a pod that is deleted, evicted or on a lost node may stay
/// open, and silent, until heartbeats are missed; the API server knows much earlier.
/// </summary>
internal sealed class PodStream : IHelperStream
{
    private readonly ExecStream _exec;
    private readonly CancellationTokenSource _closed = new();
    private readonly Task _watching;

    /// <param name="exec">The stream.</param>
    /// <param name="podEnded">Returns when nothing more can come from the pod.</param>
    public PodStream(ExecStream exec, Func<CancellationToken, Task> podEnded)
    {
        _exec = exec;
        _watching = WatchAsync(podEnded);
    }

    public Stream Input => _exec.Input;

    public Stream Output => _exec.Output;

    public string Diagnostics => _exec.Diagnostics;

    public async ValueTask DisposeAsync()
    {
        await _closed.CancelAsync().ConfigureAwait(false);
        await _watching.ConfigureAwait(false);
        await _exec.DisposeAsync().ConfigureAwait(false);
        _closed.Dispose();
    }

    private async Task WatchAsync(Func<CancellationToken, Task> podEnded)
    {
        try
        {
            await podEnded(_closed.Token).ConfigureAwait(false);
            _exec.Break();
        }
        catch (OperationCanceledException)
        {
            // Closed before the pod ended.
        }
    }
}
