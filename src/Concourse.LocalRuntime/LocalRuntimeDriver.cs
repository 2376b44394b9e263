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
    private readonly StateDirectory _state;

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
        _state = new StateDirectory(_helper);
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
            await image.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
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
        var directories = await _state.ListAsync(StateLayout.Sandboxes, cancellationToken);
        foreach (var handle in containers.Select(c => c.Labels[Labels.Handle]).Union(directories))
        {
            yield return handle;
        }
    }

    public async Task DeleteAsync(string handle, CancellationToken cancellationToken)
    {
        await _engine.RemoveContainerAsync(MainContainer.Name(WorkerName, handle), cancellationToken);
        await _state.DeleteAsync($"{StateLayout.Sandboxes}/{handle}", cancellationToken);
    }

    public async Task<IVolume?> FindVolumeAsync(string handle, CancellationToken cancellationToken) =>
        await ExistsAsync(handle, cancellationToken) ? new LocalVolume(handle, _state) : null;

    public async IAsyncEnumerable<string> ListVolumesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var directories = await _state.ListAsync(StateLayout.Volumes, cancellationToken);
        foreach (var handle in directories.Union(await _rootfs.ListAsync(cancellationToken)))
        {
            yield return handle;
        }
    }

    public async Task DeleteVolumeAsync(string handle, CancellationToken cancellationToken)
    {
        await _rootfs.DeleteAsync(handle, cancellationToken);
        await _state.DeleteAsync($"{StateLayout.Volumes}/{handle}", cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _state.DisposeAsync();
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
        await _state.MakeEmptyAsync($"{StateLayout.Sandboxes}/{spec.Handle}", cancellationToken);
        foreach (var mount in spec.Mounts)
        {
            await FillAsync(mount, cancellationToken);
        }
    }

    private async Task FillAsync(VolumeMount mount, CancellationToken cancellationToken)
    {
        var path = $"{StateLayout.Volumes}/{mount.Handle}";
        switch (mount.Content)
        {
            case VolumeContent.Existing when !await ExistsAsync(mount.Handle, cancellationToken):
                throw new SandboxException($"the volume {mount.Handle} to mount at {mount.MountPath} is gone; run the build again");
            case VolumeContent.Existing:
                break;
            case VolumeContent.CopyOf { Source: LocalVolume source } when source.IsOf(_state):
                await _state.MakeEmptyAsync(path, cancellationToken);
                await _state.CopyAsync(source.Path, path, cancellationToken);
                break;
            case VolumeContent.CopyOf copy:
                await _state.MakeEmptyAsync(path, cancellationToken);
                await using (var archive = await copy.Source.StreamOutAsync("", cancellationToken))
                {
                    await _state.StreamInAsync(path, archive, cancellationToken);
                }

                break;
            default:
                await _state.MakeEmptyAsync(path, cancellationToken);
                break;
        }
    }

    private async Task<bool> ExistsAsync(string volume, CancellationToken cancellationToken) =>
        (await _state.ListAsync(StateLayout.Volumes, cancellationToken)).Contains(volume);
}
