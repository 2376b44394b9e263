using Concourse.JetBridge;
using Concourse.JetBridge.Cluster;
using Concourse.LocalRuntime;
using Concourse.Runtime.Images;
using Concourse.Runtime.Sandboxes;
using Concourse.Runtime.Workers;

namespace Concourse.Web.Hosting;

/// <summary>Connects to where steps run.</summary>
internal static class RuntimeDrivers
{
    /// <summary>The driver that the options name; null: this node runs no steps.</summary>
    /// <exception cref="StartupException">The engine does not answer, or something that the runtime needs is not named.</exception>
    public static async Task<IRuntimeDriver?> ConnectAsync(
        RuntimeOptions options, RegistryClient registry, TimeProvider time, ILoggerFactory loggers, CancellationToken ct)
    {
        if (options.Kubernetes is { } kubernetes)
        {
            return await JetBridgeAsync(kubernetes, options.ResourceTypeImages, registry, time, loggers, ct);
        }

        return options.DockerHost is { } endpoint ? await LocalAsync(endpoint, options, registry, time, loggers, ct) : null;
    }

    /// <summary>The version of a base type is its image's digest, so that an upgrade makes its caches invalid.</summary>
    private static async Task<JetBridgeDriver> JetBridgeAsync(
        KubernetesOptions options,
        IReadOnlyDictionary<string, string> typeImages,
        RegistryClient registry,
        TimeProvider time,
        ILoggerFactory loggers,
        CancellationToken ct)
    {
        var types = new List<WorkerResourceType>();
        try
        {
            foreach (var (type, image) in typeImages)
            {
                var reference = ImageReference.Parse(image);
                var digest = await registry.ResolveDigestAsync(reference, credentials: null, ct);
                types.Add(new WorkerResourceType(type, reference.At(digest).ToString(), digest));
            }

            return new JetBridgeDriver(
                options.Driver with { ResourceTypes = types },
                KubernetesConnection.Open(options.Kubeconfig),
                time,
                loggers.CreateLogger<JetBridgeDriver>());
        }
        catch (Exception e) when (e is RegistryException or InvalidOperationException or FormatException)
        {
            throw new StartupException($"steps cannot run on Kubernetes: {e.Message}");
        }
    }

    private static async Task<LocalRuntimeDriver> LocalAsync(
        Uri endpoint, RuntimeOptions options, RegistryClient registry, TimeProvider time, ILoggerFactory loggers, CancellationToken ct)
    {
        var local = new LocalRuntimeOptions
        {
            Endpoint = endpoint,
            SupervisorPath = options.SupervisorPath ?? Path.Combine(AppContext.BaseDirectory, "concourse-supervisor"),
            WorkerName = options.LocalWorkerName,
            StateDirectory = options.LocalStateDirectory,
            Network = options.LocalNetwork,
            ResourceTypes = options.ResourceTypeImages.ToDictionary(t => t.Key, t => new LocalResourceType(t.Value)),
        };
        if (!File.Exists(local.SupervisorPath))
        {
            throw new StartupException($"no supervisor binary at {local.SupervisorPath}; name one with --local-supervisor");
        }

        try
        {
            return await LocalRuntimeDriver.ConnectAsync(local, registry, time, loggers.CreateLogger<LocalRuntimeDriver>(), ct);
        }
        catch (RuntimeUnavailableException e)
        {
            throw new StartupException($"the container engine at {endpoint} does not answer: {e.Message}");
        }
    }
}
