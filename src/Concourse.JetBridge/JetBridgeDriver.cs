using System.Net;
using System.Runtime.CompilerServices;
using Concourse.JetBridge.Cluster;
using Concourse.JetBridge.Exec;
using Concourse.JetBridge.Failures;
using Concourse.JetBridge.Pods;
using Concourse.JetBridge.Volumes;
using Concourse.Runtime.Sandboxes;
using Concourse.Runtime.Volumes;
using Concourse.Runtime.Workers;
using k8s;
using k8s.Autorest;
using k8s.Models;
using Microsoft.Extensions.Logging;

namespace Concourse.JetBridge;

/// <summary>
/// Runs every step as a pod of one Kubernetes namespace. A volume is an emptyDir of its sandbox's pod and goes with it.
/// </summary>
public sealed class JetBridgeDriver : IRuntimeDriver, IAsyncDisposable
{
    private readonly JetBridgeOptions _options;
    private readonly Kubernetes _client;
    private readonly TimeProvider _time;
    private readonly PodReflector _pods;
    private readonly ExecSocket _exec;

    /// <param name="options">Settings.</param>
    /// <param name="client">From <see cref="KubernetesConnection.Open"/>; its owner disposes it, after the driver.</param>
    /// <param name="time">Clock of timeouts.</param>
    /// <param name="logger">Receives what happens to the watch of pods.</param>
    public JetBridgeDriver(JetBridgeOptions options, Kubernetes client, TimeProvider time, ILogger<JetBridgeDriver> logger)
    {
        _options = options;
        _client = client;
        _time = time;
        _exec = new ExecSocket(client);
        _pods = new PodReflector(client, options.Namespace, PodLabels.WorkerSelector(options.WorkerName), time, logger);
    }

    public string WorkerName => _options.WorkerName;

    public bool VolumesOutliveSandbox => false;

    public ValueTask DisposeAsync() => _pods.DisposeAsync();

    public Task<WorkerDescription> DescribeAsync(CancellationToken cancellationToken) =>
        Task.FromResult(new WorkerDescription(WorkerName, "linux", _options.ResourceTypes));

    public async Task<ISandbox> CreateAsync(SandboxSpec spec, CancellationToken cancellationToken)
    {
        await _pods.StartAsync(cancellationToken).ConfigureAwait(false);
        await CreatePullSecretAsync(spec, cancellationToken).ConfigureAwait(false);
        var sandbox = Sandbox(spec.Handle, await CreateOrGetPodAsync(spec, cancellationToken).ConfigureAwait(false));
        await VolumeFilling.FillAsync(sandbox, spec.Mounts, FindSharedAsync, cancellationToken).ConfigureAwait(false);
        return sandbox;

        async Task<IVolume?> FindSharedAsync(string volume) => await FindVolumeAsync(volume, except: spec.Handle, cancellationToken).ConfigureAwait(false);
    }

    public async Task<ISandbox?> FindAsync(string handle, CancellationToken cancellationToken) =>
        await FindPodAsync(handle, cancellationToken).ConfigureAwait(false) is { } pod ? Sandbox(handle, pod) : null;

    public async IAsyncEnumerable<string> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await _pods.StartAsync(cancellationToken).ConfigureAwait(false);
        foreach (var pod in _pods.Pods)
        {
            if (pod.GetLabel(PodLabels.Handle) is { } handle)
            {
                yield return handle;
            }
        }
    }

    public async Task DeleteAsync(string handle, CancellationToken cancellationToken)
    {
        var pod = await FindPodAsync(handle, cancellationToken).ConfigureAwait(false);
        if (pod is not null)
        {
            await ApiCall.FindAsync("delete pod " + pod.Metadata.Name, token =>
                _client.CoreV1.DeleteNamespacedPodAsync(pod.Metadata.Name, _options.Namespace,
                    body: new V1DeleteOptions { Preconditions = new V1Preconditions { Uid = pod.Metadata.Uid } }, cancellationToken: token),
                cancellationToken).ConfigureAwait(false);
        }

        // A crash may have come between the secret and its pod, so it is also looked for where there is no pod.
        var secret = PullSecret.NameFor(handle);
        if (pod is null || pod.Spec.ImagePullSecrets?.Any(reference => reference.Name == secret) == true)
        {
            await ApiCall.FindAsync("delete secret " + secret, token =>
                _client.CoreV1.DeleteNamespacedSecretAsync(secret, _options.Namespace, cancellationToken: token), cancellationToken).ConfigureAwait(false);
        }
    }

    public Task<IVolume?> FindVolumeAsync(string handle, CancellationToken cancellationToken) => FindVolumeAsync(handle, except: null, cancellationToken);

    public async IAsyncEnumerable<string> ListVolumesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await _pods.StartAsync(cancellationToken).ConfigureAwait(false);
        var handles = _pods.Pods.Where(PodFailure.HasHelper).SelectMany(pod => pod.Spec.Volumes).Select(volume => PodPaths.VolumeHandle(volume.Name));
        foreach (var handle in handles.OfType<string>().Distinct())
        {
            yield return handle;
        }
    }

    /// <summary>A volume is part of its pod and goes with it (<see cref="VolumesOutliveSandbox"/>): there is nothing to do before.</summary>
    public Task DeleteVolumeAsync(string handle, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The oldest pod with the volume has the original; younger ones hold copies that may still be filled.</summary>
    private async Task<IVolume?> FindVolumeAsync(string handle, string? except, CancellationToken cancellationToken)
    {
        await _pods.StartAsync(cancellationToken).ConfigureAwait(false);
        var name = PodPaths.VolumeName(handle);
        var pod = _pods.Pods
            .Where(pod => PodFailure.HasHelper(pod) && pod.GetLabel(PodLabels.Handle) != except && pod.Spec.Volumes.Any(volume => volume.Name == name))
            .MinBy(pod => pod.Metadata.CreationTimestamp);
        return pod is null ? null : new PodVolume(handle, Sandbox(pod.GetLabel(PodLabels.Handle), pod));
    }

    private PodSandbox Sandbox(string handle, V1Pod pod) => new(handle, pod, _options, _pods, _exec, _time);

    /// <summary>
    /// The pod's readable name holds 32 bits of the handle; where another sandbox has that name, the whole handle is the name.
    /// </summary>
    private async Task<V1Pod> CreateOrGetPodAsync(SandboxSpec spec, CancellationToken cancellationToken)
    {
        foreach (var name in (string[])[PodNames.For(spec.Handle, spec.Metadata), spec.Handle])
        {
            var pod = await CreatePodAsync(PodSpecification.For(spec, _options, name), cancellationToken).ConfigureAwait(false)
                ?? await ReadPodAsync(name, cancellationToken).ConfigureAwait(false);
            if (pod?.GetLabel(PodLabels.Handle) == spec.Handle)
            {
                return pod;
            }
        }

        throw new SandboxException($"create pod: the names for sandbox {spec.Handle} are taken by pods that are not ours");
    }

    /// <summary>Null when the name is taken.</summary>
    private Task<V1Pod?> CreatePodAsync(V1Pod pod, CancellationToken cancellationToken) =>
        ApiCall.RunAsync<V1Pod?>("create pod", async token =>
        {
            try
            {
                return await _client.CoreV1.CreateNamespacedPodAsync(pod, _options.Namespace, cancellationToken: token).ConfigureAwait(false);
            }
            catch (HttpOperationException error) when (error.Response.StatusCode == HttpStatusCode.Conflict)
            {
                return null;
            }
        }, cancellationToken);

    private Task<V1Pod?> ReadPodAsync(string name, CancellationToken cancellationToken) =>
        ApiCall.FindAsync("read pod", token => _client.CoreV1.ReadNamespacedPodAsync(name, _options.Namespace, cancellationToken: token), cancellationToken);

    private async Task CreatePullSecretAsync(SandboxSpec spec, CancellationToken cancellationToken)
    {
        if (PullSecret.For(spec, WorkerName) is { } secret)
        {
            await ApiCall.RunAsync("create pull secret", async token =>
            {
                try
                {
                    return await _client.CoreV1.CreateNamespacedSecretAsync(secret, _options.Namespace, cancellationToken: token).ConfigureAwait(false);
                }
                catch (HttpOperationException error) when (error.Response.StatusCode == HttpStatusCode.Conflict)
                {
                    return secret;
                }
            }, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>By label, since only the handle is known; asked of the API server, since the reflector may lag behind.</summary>
    private async Task<V1Pod?> FindPodAsync(string handle, CancellationToken cancellationToken)
    {
        await _pods.StartAsync(cancellationToken).ConfigureAwait(false);
        if (_pods.Pods.FirstOrDefault(pod => pod.GetLabel(PodLabels.Handle) == handle) is { } known)
        {
            return known;
        }

        var list = await ApiCall.RunAsync("find pod", token => _client.CoreV1.ListNamespacedPodAsync(_options.Namespace,
            labelSelector: $"{PodLabels.Handle}={handle},{PodLabels.WorkerSelector(WorkerName)}", cancellationToken: token), cancellationToken)
            .ConfigureAwait(false);
        return list.Items.FirstOrDefault();
    }
}
