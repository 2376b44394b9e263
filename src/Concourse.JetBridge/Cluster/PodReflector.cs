using System.Net;
using k8s;
using k8s.Autorest;
using k8s.Models;
using Microsoft.Extensions.Logging;

namespace Concourse.JetBridge.Cluster;

/// <summary>
/// The worker's pods as last reported by the API server: one list, then one watch for everybody. After a broken watch it goes on
/// where it was; when the server has forgotten that version (410) it lists again; after errors it waits, longer each time.
/// </summary>
internal sealed partial class PodReflector(IKubernetes client, string @namespace, string selector, TimeProvider time, ILogger logger)
    : IAsyncDisposable
{
    /// <summary>The server ends a watch after this time; one that stays silent clearly longer has lost its connection.</summary>
    private static readonly TimeSpan WatchDuration = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan SilenceLimit = WatchDuration + TimeSpan.FromSeconds(30);
    private static readonly TimeSpan MaxBackoff = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, V1Pod> _pods = [];
    private readonly Dictionary<string, TaskCompletionSource> _changes = [];
    private readonly RecentNames _deleted = new();
    private readonly TaskCompletionSource _synced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _stop = new();
    private Task? _loop;
    private string? _version;

    /// <summary>Begins to follow; returns when the first list is here.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _loop ??= Task.Run(() => FollowAsync(_stop.Token), CancellationToken.None);
        }

        await _synced.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>All pods known now.</summary>
    public IReadOnlyList<V1Pod> Pods
    {
        get
        {
            lock (_lock)
            {
                return [.. _pods.Values];
            }
        }
    }

    /// <summary>What is known of one pod, and a task that ends at the next change of any pod with its name.</summary>
    public PodObservation Observe(string name, string uid)
    {
        lock (_lock)
        {
            if (!_changes.TryGetValue(name, out var change))
            {
                _changes[name] = change = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            var pod = _pods.GetValueOrDefault(name) is { } known && known.Metadata.Uid == uid ? known : null;
            return new PodObservation(pod, _deleted.Contains(uid), change.Task);
        }
    }

    /// <summary>Asks the API server itself, for when a call's answer contradicts what was reported.</summary>
    public async Task<bool> ExistsAsync(string name, string uid, CancellationToken cancellationToken)
    {
        var pod = await ApiCall.FindAsync("read pod", token => client.CoreV1.ReadNamespacedPodAsync(name, @namespace, cancellationToken: token), cancellationToken)
            .ConfigureAwait(false);
        return pod?.Metadata.Uid == uid;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        if (_loop is not null)
        {
            await _loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        _stop.Dispose();
    }

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        var failures = 0;
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                if (_version is null)
                {
                    await ListAsync(cancellationToken).ConfigureAwait(false);
                }

                failures = await WatchAsync(cancellationToken).ConfigureAwait(false) ? 0 : failures + 1;
            }
            catch (Exception error) when (!cancellationToken.IsCancellationRequested)
            {
                failures++;
                LogBroken(logger, error.Message, failures);
                if (error is HttpOperationException { Response.StatusCode: HttpStatusCode.Gone })
                {
                    _version = null;
                }
            }
            catch (OperationCanceledException)
            {
                return;
            }

            if (failures > 0)
            {
                await BackOffAsync(failures, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private Task BackOffAsync(int failures, CancellationToken cancellationToken)
    {
        var delay = TimeSpan.FromMilliseconds(Math.Min(100 * Math.Pow(2, failures), MaxBackoff.TotalMilliseconds));
        return Task.Delay(delay, time, cancellationToken);
    }

    private async Task ListAsync(CancellationToken cancellationToken)
    {
        var list = await client.CoreV1.ListNamespacedPodAsync(@namespace, labelSelector: selector, cancellationToken: cancellationToken)
            .ConfigureAwait(false);
        lock (_lock)
        {
            var names = list.Items.Select(pod => pod.Metadata.Name).ToHashSet();
            foreach (var gone in _pods.Keys.Where(name => !names.Contains(name)).ToList())
            {
                Remove(gone);
            }

            foreach (var pod in list.Items)
            {
                _pods[pod.Metadata.Name] = pod;
                Signal(pod.Metadata.Name);
            }

            _version = list.Metadata.ResourceVersion;
        }

        _synced.TrySetResult();
    }

    /// <summary>One watch until the server ends it; false when it ended with an error that is worth waiting after.</summary>
    private async Task<bool> WatchAsync(CancellationToken cancellationToken)
    {
        using var silence = new CancellationTokenSource(SilenceLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(silence.Token, cancellationToken);
        KubernetesException? refused = null;
        var events = client.CoreV1.WatchListNamespacedPodAsync(@namespace, allowWatchBookmarks: true, labelSelector: selector,
            resourceVersion: _version, timeoutSeconds: (int)WatchDuration.TotalSeconds,
            onError: error => refused ??= error as KubernetesException, cancellationToken: either.Token);
        try
        {
            await foreach (var (type, pod) in events.ConfigureAwait(false))
            {
                silence.CancelAfter(SilenceLimit);
                Apply(type, pod);
            }
        }
        catch (OperationCanceledException) when (silence.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            LogSilent(logger);
            return true;
        }

        if (refused is null)
        {
            return true;
        }

        // Whatever the server objects to, a fresh list is the way out; 410 is the usual case.
        LogBroken(logger, refused.Message, 1);
        _version = null;
        return refused.Status?.Code == (int)HttpStatusCode.Gone;
    }

    private void Apply(WatchEventType type, V1Pod pod)
    {
        lock (_lock)
        {
            _version = pod.Metadata.ResourceVersion;
            switch (type)
            {
                case WatchEventType.Added or WatchEventType.Modified:
                    _pods[pod.Metadata.Name] = pod;
                    Signal(pod.Metadata.Name);
                    break;
                case WatchEventType.Deleted:
                    Remove(pod.Metadata.Name);
                    break;
            }
        }
    }

    /// <summary>Called under the lock.</summary>
    private void Remove(string name)
    {
        if (_pods.Remove(name, out var pod))
        {
            _deleted.Add(pod.Metadata.Uid);
        }

        Signal(name);
    }

    /// <summary>Called under the lock.</summary>
    private void Signal(string name)
    {
        if (_changes.Remove(name, out var change))
        {
            change.TrySetResult();
        }
    }

    [LoggerMessage(6101, LogLevel.Warning, "following pods failed ({Failures} in a row): {Message}")]
    private static partial void LogBroken(ILogger logger, string message, int failures);

    [LoggerMessage(6102, LogLevel.Information, "the watch of pods stayed silent; opening another")]
    private static partial void LogSilent(ILogger logger);
}
