using System.Globalization;
using System.Net;
using Concourse.JetBridge.Cluster;
using Concourse.JetBridge.Exec;
using Concourse.JetBridge.Failures;
using Concourse.JetBridge.Pods;
using Concourse.Runtime.Sandboxes;
using Concourse.Runtime.Supervision;
using k8s.Models;

namespace Concourse.JetBridge;

/// <summary>A step's pod.</summary>
internal sealed class PodSandbox : ISandbox
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LastRetry = TimeSpan.FromMilliseconds(500);

    private readonly JetBridgeOptions _options;
    private readonly PodReflector _pods;
    private readonly ExecSocket _exec;
    private readonly TimeProvider _time;
    private readonly string _name;

    /// <summary>When this process first met the pod: the start of the startup timeout, by our clock.</summary>
    private readonly long _met;

    /// <summary>The last state seen, first from the call that made or found the pod, then from the reflector.</summary>
    private V1Pod _last;

    /// <summary>The API server said that there is no such pod.</summary>
    private volatile bool _gone;

    public PodSandbox(string handle, V1Pod pod, JetBridgeOptions options, PodReflector pods, ExecSocket exec, TimeProvider time)
    {
        Handle = handle;
        _name = pod.Metadata.Name;
        _last = pod;
        _options = options;
        _pods = pods;
        _exec = exec;
        _time = time;
        _met = time.GetTimestamp();
    }

    public string Handle { get; }

    public Task<IHelperStream> OpenHelperAsync(CancellationToken cancellationToken) => ExecAttachAsync(PodPaths.State, cancellationToken);

    /// <summary>
    /// The helper's side of the volumes alone, for whoever wants them: it has an epoch file of its own, so that readers of a
    /// volume neither need nor disturb the owner of the sandbox's processes. The caller disposes it.
    /// </summary>
    public SupervisorClient OpenVolumes() =>
        new(token => ExecAttachAsync(PodPaths.SharedDirectory, token), epoch: 0, new SupervisorOptions(), _time);

    private async Task<IHelperStream> ExecAttachAsync(string state, CancellationToken cancellationToken)
    {
        await WaitForNodeAsync(cancellationToken).ConfigureAwait(false);

        // The helper accepts an exec well before the pod's status says so, so trying beats waiting for the status.
        for (var delay = FirstRetry; ; delay = delay * 2 < LastRetry ? delay * 2 : LastRetry)
        {
            try
            {
                var socket = await _exec.OpenAsync(_options.Namespace, _name, PodPaths.Helper, AttachCommand(state), cancellationToken)
                    .ConfigureAwait(false);
                return new PodStream(new ExecStream(socket), EndedAsync);
            }
            catch (ExecRefusedException refused) when (refused.Status is HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized)
            {
                throw new SandboxException($"exec in pod {_name}: {refused.Message}; the web node's role needs get and create on pods/exec", refused);
            }
            catch (ExecRefusedException refused) when (refused.Status == HttpStatusCode.NotFound)
            {
                // Either there is no such pod, or its node has not heard of it yet.
                if (!await _pods.ExistsAsync(_name, _last.Metadata.Uid, cancellationToken).ConfigureAwait(false))
                {
                    _gone = true;
                    throw new SandboxException(Gone(), refused);
                }
            }
            catch (ExecRefusedException refused) when (!IsHelperAwaited())
            {
                throw Failure() is { } failure
                    ? new SandboxException(failure, refused)
                    : new RuntimeUnavailableException($"exec in pod {_name}: {refused.Message}", refused);
            }
            catch (ExecRefusedException)
            {
                // Not started yet.
            }
            catch (Exception error) when (ApiCall.IsTransport(error, cancellationToken))
            {
                throw new RuntimeUnavailableException($"exec in pod {_name}: the Kubernetes API server cannot be reached: {error.Message}", error);
            }

            await Task.Delay(delay, _time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The supervisor's end is known sooner than the kubelet's report of its cause, so a pod that looks well is watched a while.</summary>
    public async Task<string?> DescribeFailureAsync(CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(_options.ReportDelay, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        while (true)
        {
            var (_, changed) = Observe();
            if (Failure() is { } failure)
            {
                return failure;
            }

            if (patience.IsCancellationRequested)
            {
                return null;
            }

            await changed.WaitAsync(either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Returns when nothing more can come from the helper.</summary>
    private async Task EndedAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var (pod, changed) = Observe();
            if (HasEnded(pod))
            {
                return;
            }

            // Only a pod that still starts can run out of time.
            var left = StartupTimeout.IsStarting(pod!) ? StartupLeft : Timeout.InfiniteTimeSpan;
            await changed.WaitAsync(left, _time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private IEnumerable<string> AttachCommand(string state) =>
    [
        _options.SupervisorPath, "attach", "--state", state, "--volumes", PodPaths.HelperVolumes,
        "--wait", state == PodPaths.State ? ((int)_options.PodStartupTimeout.TotalSeconds).ToString(CultureInfo.InvariantCulture) : "0",
    ];

    /// <summary>Until the pod has a node there is nothing to exec in; a cluster may need minutes to add one.</summary>
    private async Task WaitForNodeAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var (pod, changed) = Observe();
            if (HasEnded(pod))
            {
                throw new SandboxException(pod is null ? Gone() : Failure(pod)!);
            }

            if (!string.IsNullOrEmpty(pod?.Spec.NodeName))
            {
                return;
            }

            try
            {
                await changed.WaitAsync(StartupLeft, _time, cancellationToken).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                // The next turn says what the pod was waiting for.
            }
        }
    }

    /// <summary>Whether an exec may fail just because the helper has not started yet.</summary>
    private bool IsHelperAwaited()
    {
        var (pod, _) = Observe();
        var helper = pod?.Status?.ContainerStatuses?.FirstOrDefault(status => status.Name == PodPaths.Helper)?.State;
        return pod is not null && helper is not ({ Running: not null } or { Terminated: not null }) && Failure(pod) is null;
    }

    private TimeSpan StartupLeft =>
        _options.PodStartupTimeout - _time.GetElapsedTime(_met) is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero;

    /// <summary>Whether nothing more can come from the helper; then there is a <see cref="Failure()"/>.</summary>
    private bool HasEnded(V1Pod? pod) => pod is null || PodFailure.EndsHelper(pod) || IsOutOfTime(pod);

    private bool IsOutOfTime(V1Pod pod) => StartupTimeout.IsStarting(pod) && StartupLeft == TimeSpan.Zero;

    private string? Failure()
    {
        var (pod, _) = Observe();
        return pod is null ? Gone() : Failure(pod);
    }

    private string Gone() => $"pod {_name} is gone: it was deleted" + PodDiagnostics.Of(_last);

    private string? Failure(V1Pod pod)
    {
        var reason = PodFailure.Of(pod) ?? (IsOutOfTime(pod) ? StartupTimeout.Describe(pod, _options.PodStartupTimeout) : null);
        return reason is null ? null : reason + PodDiagnostics.Of(pod);
    }

    /// <summary>The pod as it is now; null when it is no more.</summary>
    private (V1Pod? Pod, Task Changed) Observe()
    {
        var (pod, deleted, changed) = _pods.Observe(_name, _last.Metadata.Uid);
        _gone |= deleted;

        // The reflector may not have heard yet of the pod that a call of ours just made.
        _last = pod ?? _last;
        return (_gone ? null : _last, changed);
    }
}
