using Concourse.LocalRuntime;
using Concourse.Runtime.Images;
using Concourse.Runtime.Sandboxes;

namespace Concourse.Web.Hosting;

/// <summary>Connects to where steps run.</summary>
internal static class RuntimeDrivers
{
    /// <summary>The driver that the options name; null: this node runs no steps.</summary>
    /// <exception cref="StartupException">The engine does not answer, or something that the runtime needs is not named.</exception>
    public static async Task<IRuntimeDriver?> ConnectAsync(
        RuntimeOptions options, RegistryClient registry, TimeProvider time, ILoggerFactory loggers, CancellationToken ct)
    {
        if (options.DockerHost is not { } endpoint)
        {
            return null;
        }

        var local = new LocalRuntimeOptions
        {
            Endpoint = endpoint,
            SupervisorPath = options.SupervisorPath ?? Path.Combine(AppContext.BaseDirectory, "concourse-supervisor"),
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
