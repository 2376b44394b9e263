using System.Runtime.CompilerServices;
using Concourse.LocalRuntime.Containers;
using Concourse.LocalRuntime.Engine;
using Concourse.LocalRuntime.Images;
using Concourse.LocalRuntime.State;
using Concourse.Runtime.Images;
using Concourse.Runtime.Sandboxes;
using Concourse.Runtime.Volumes;
using Concourse.Runtime.Workers;
using Microsoft.Extensions.Logging;

namespace Concourse.LocalRuntime;

/// <summary>
/// Runs sandboxes as containers of one Docker-compatible engine. A sandbox is one container; one helper container per worker
/// serves them all. Everything it made is found again by label or by directory, so nothing is lost to a crash of the web node.
/// </summary>
public sealed class LocalRuntimeDriver : IRuntimeDriver, IAsyncDisposable
{
    private readonly LocalRuntimeOptions _options;
    private readonly ContainerEngine _engine;
    private readonly StateLayout _layout;
    private readonly EngineImages _images;
    private readonly RootfsImages _rootfs;
    private readonly BaseResourceTypes _resourceTypes;
    private readonly HelperContainer _helper;
    private readonly StateDirectory _sandboxes;
    private readonly StateDirectory _volumes;

    private LocalRuntimeDriver(
        LocalRuntimeOptions options, ContainerEngine engine, string worker, RegistryClient registry, TimeProvider time, ILogger logger)
    {
        WorkerName = worker;
        _options = options;
        _engine = engine;
        _layout = new StateLayout(options.StateDirectory ?? $"/var/lib/concourse-jetbridge/{worker}");
        _images = new EngineImages(engine);
        _rootfs = new RootfsImages(engine, _images, worker);
        _resourceTypes = new BaseResourceTypes(options.ResourceTypes, _images, registry, time, logger);
        _helper = new HelperContainer(engine, new HelperImage(engine, _images, options.SupervisorPath), worker, _layout);
        _sandboxes = new StateDirectory(_helper, StateLayout.Sandboxes, time);
        _volumes = new StateDirectory(_helper, StateLayout.Volumes, time);
    }

    public string WorkerName { get; }

    public bool VolumesOutliveSandbox => true;

    /// <summary>Asks the engine who it is. The helper is started by the first call that needs it.</summary>
    /// <exception cref="RuntimeUnavailableException">No engine answers at the endpoint.</exception>
    public static async Task<LocalRuntimeDriver> ConnectAsync(
        LocalRuntimeOptions options, RegistryClient registry, TimeProvider time, ILogger logger, CancellationToken cancellationToken)
    {
        var engine = new ContainerEngine(options.Endpoint);
        try
        {
            var id = await engine.IdentifyAsync(cancellationToken);
            return new LocalRuntimeDriver(options, engine, options.WorkerName ?? "local-" + id, registry, time, logger);
        }
        catch
        {
            engine.Dispose();
            throw;
        }
    }

    /// <summary>Loads images from a docker archive, an OCI archive or an OCI layout directory of this node into the engine.</summary>
    /// <returns>The names or ids that the engine gave them.</returns>
    public Task<IReadOnlyList<string>> LoadImageAsync(string path, CancellationToken cancellationToken) =>
        _images.LoadAsync(path, cancellationToken);

    public async Task<WorkerDescription> DescribeAsync(CancellationToken cancellationToken) =>
        new(WorkerName, "linux", await _resourceTypes.DescribeAsync(cancellationToken));

    public async Task<ISandbox> CreateAsync(SandboxSpec spec, CancellationToken cancellationToken)
    {
        var supervisor = await _helper.EnsureAsync(cancellationToken);
        var name = MainContainer.Name(WorkerName, spec.Handle);
        if (await _engine.FindContainerAsync(name, cancellationToken) is { } existing)
        {
            await _engine.StartAsync(existing, restart: false, cancellationToken);
            return Sandbox(spec.Handle);
        }

        // The container is made last: where there is one, its directories are whole; where there is none, they may be half made.
        var image = EnsureImageAsync(spec.Image, cancellationToken);
        try
        {
            await PrepareAsync(spec, cancellationToken);
        }
        catch
        {
            // Both are heard out; the first failure is the one to tell.
            await ((Task)image).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }

        await _engine.EnsureStartedAsync(
            MainContainer.Specify(spec, await image, WorkerName, supervisor, _layout, _options), restart: false, cancellationToken);
        return Sandbox(spec.Handle);
    }

    public async Task<ISandbox?> FindAsync(string handle, CancellationToken cancellationToken) =>
        await _engine.FindContainerAsync(MainContainer.Name(WorkerName, handle), cancellationToken) is null ? null : Sandbox(handle);

    public async IAsyncEnumerable<string> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var containers = await _engine.ListContainersAsync(
            Labels.Filter((Labels.Worker, WorkerName), (Labels.Handle, null)), cancellationToken);
        var directories = await _sandboxes.ListAsync(cancellationToken);
        foreach (var handle in containers.Select(c => c.Labels[Labels.Handle]).Union(directories))
        {
            yield return handle;
        }
    }

    public async Task DeleteAsync(string handle, CancellationToken cancellationToken)
    {
        await _engine.RemoveContainerAsync(MainContainer.Name(WorkerName, handle), cancellationToken);
        await _sandboxes.DeleteAsync(handle, cancellationToken);
    }

    public async Task<IVolume?> FindVolumeAsync(string handle, CancellationToken cancellationToken) =>
        await ExistsAsync(handle, cancellationToken) ? new LocalVolume(handle, _volumes) : null;

    public async IAsyncEnumerable<string> ListVolumesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var directories = await _volumes.ListAsync(cancellationToken);
        foreach (var handle in directories.Union(await _rootfs.ListAsync(cancellationToken)))
        {
            yield return handle;
        }
    }

    public async Task DeleteVolumeAsync(string handle, CancellationToken cancellationToken)
    {
        await _rootfs.DeleteAsync(handle, cancellationToken);
        await _volumes.DeleteAsync(handle, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _sandboxes.DisposeAsync();
        await _volumes.DisposeAsync();
        _helper.Dispose();
        _engine.Dispose();
    }

    private LocalSandbox Sandbox(string handle) => new(handle, WorkerName, _engine, _helper);

    private async Task<MainImage> EnsureImageAsync(ImageSource source, CancellationToken cancellationToken) => source switch
    {
        ImageSource.Registry registry =>
            new MainImage(await _images.EnsureAsync(registry.Reference, registry.Credentials, cancellationToken), null, []),
        ImageSource.Rootfs rootfs => await _rootfs.EnsureAsync(rootfs.Volume, cancellationToken),
        _ => throw new SandboxException($"unknown kind of image {source.GetType().Name}"),
    };

    private async Task PrepareAsync(SandboxSpec spec, CancellationToken cancellationToken)
    {
        await _sandboxes.MakeEmptyAsync(spec.Handle, cancellationToken);
        foreach (var mount in spec.Mounts)
        {
            await FillAsync(mount, cancellationToken);
        }
    }

    private async Task FillAsync(VolumeMount mount, CancellationToken cancellationToken)
    {
        switch (mount.Content)
        {
            case VolumeContent.Existing when !await ExistsAsync(mount.Handle, cancellationToken):
                throw new SandboxException($"the volume {mount.Handle} to mount at {mount.MountPath} is gone; run the build again");
            case VolumeContent.Existing:
                break;
            case VolumeContent.CopyOf { Source: LocalVolume source } when source.IsOf(_volumes):
                await _volumes.MakeEmptyAsync(mount.Handle, cancellationToken);
                await _volumes.CopyAsync(source.Handle, mount.Handle, cancellationToken);
                break;
            case VolumeContent.CopyOf copy:
                await _volumes.MakeEmptyAsync(mount.Handle, cancellationToken);
                await using (var archive = await copy.Source.StreamOutAsync("", cancellationToken))
                {
                    await _volumes.StreamInAsync(mount.Handle, archive, cancellationToken);
                }

                await _volumes.OpenToAnyoneAsync(mount.Handle, cancellationToken);
                break;
            default:
                await _volumes.MakeEmptyAsync(mount.Handle, cancellationToken);
                break;
        }
    }

    private async Task<bool> ExistsAsync(string volume, CancellationToken cancellationToken) =>
        (await _volumes.ListAsync(cancellationToken)).Contains(volume);
}
