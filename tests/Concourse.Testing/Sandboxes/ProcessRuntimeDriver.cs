using System.Diagnostics;
using Concourse.Runtime.Images;
using Concourse.Runtime.Sandboxes;
using Concourse.Runtime.Supervision;
using Concourse.Runtime.Volumes;
using Concourse.Runtime.Workers;

namespace Concourse.Testing.Sandboxes;

/// <summary>
/// Sandboxes without a container engine: local processes in namespaces of their own under the real supervisor, folders as
/// volumes. All it knows is on disk, so another driver on the same folder (a restarted web node) finds everything again.
/// Needs root, and util-linux's <c>unshare</c>.
/// </summary>
public sealed class ProcessRuntimeDriver : IRuntimeDriver, IAsyncDisposable
{
    private readonly string _sandboxes;
    private readonly string _volumes;
    private readonly SupervisorClient _volumeHelper;

    /// <param name="folder">Holds sandboxes and volumes; made when missing.</param>
    public ProcessRuntimeDriver(string folder)
    {
        _sandboxes = Directory.CreateDirectory(Path.Combine(folder, "sandboxes")).FullName;
        _volumes = Directory.CreateDirectory(Path.Combine(folder, "volumes")).FullName;
        var state = Directory.CreateDirectory(Path.Combine(folder, "volume-helper")).FullName;
        _volumeHelper = new SupervisorClient(
            _ => Task.FromResult<IHelperStream>(ProcessHelperStream.Start("attach", "--state", state, "--volumes", _volumes)),
            epoch: 1,
            new SupervisorOptions(),
            TimeProvider.System);
    }

    /// <summary>Folders that stand for registry images, by reference: what is in one lies over the machine's own root.</summary>
    public IReadOnlyDictionary<string, string> Images { get; init; } = new Dictionary<string, string>();

    public IReadOnlyList<WorkerResourceType> ResourceTypes { get; init; } = [];

    public string WorkerName { get; init; } = "process-test-worker";

    /// <summary>The process without which nobody needs the sandboxes: they end soon after it, however it ended.</summary>
    public int Owner { get; init; } = Environment.ProcessId;

    public bool VolumesOutliveSandbox => true;

    public Task<WorkerDescription> DescribeAsync(CancellationToken cancellationToken) =>
        Task.FromResult(new WorkerDescription(WorkerName, "linux", ResourceTypes));

    public async Task<ISandbox> CreateAsync(SandboxSpec spec, CancellationToken cancellationToken)
    {
        var sandbox = Sandbox(spec.Handle);
        if (File.Exists(sandbox.ProcessIdFile))
        {
            return sandbox;
        }

        var image = spec.Image switch
        {
            ImageSource.Registry registry => Images.GetValueOrDefault(registry.Reference, ""),
            _ => "",
        };
        var rootfs = spec.Image is ImageSource.Rootfs { Volume: var volume } ? Path.Combine(_volumes, volume.Handle, "rootfs") : "";
        List<string> arguments = [SupervisorBinary.Path, Make(sandbox.State), image, rootfs];
        foreach (var mount in spec.Mounts.OrderBy(m => m.MountPath, StringComparer.Ordinal))
        {
            await FillAsync(mount, cancellationToken).ConfigureAwait(false);
            arguments.AddRange(
                [mount.Content is VolumeContent.Existing ? "ro" : "rw", Path.Combine(_volumes, mount.Handle), mount.MountPath]);
        }

        Launch(Make(Path.Combine(_sandboxes, spec.Handle, "root")), sandbox.ProcessIdFile, arguments, Path.Combine(_sandboxes, spec.Handle, "log"));
        while (!File.Exists(sandbox.ProcessIdFile))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), cancellationToken).ConfigureAwait(false);
        }

        return sandbox;
    }

    public Task<ISandbox?> FindAsync(string handle, CancellationToken cancellationToken)
    {
        var sandbox = Sandbox(handle);
        return Task.FromResult<ISandbox?>(File.Exists(sandbox.ProcessIdFile) ? sandbox : null);
    }

    public IAsyncEnumerable<string> ListAsync(CancellationToken cancellationToken) => Names(_sandboxes);

    public async Task DeleteAsync(string handle, CancellationToken cancellationToken)
    {
        if (Sandbox(handle).ProcessId is { } id)
        {
            try
            {
                using var process = Process.GetProcessById(id);
                process.Kill(entireProcessTree: true);
                await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (ArgumentException)
            {
                // It ended in between.
            }
        }

        Remove(Path.Combine(_sandboxes, handle));
    }

    public Task<IVolume?> FindVolumeAsync(string handle, CancellationToken cancellationToken) => Task.FromResult<IVolume?>(
        Directory.Exists(Path.Combine(_volumes, handle)) ? Volume(handle) : null);

    public IAsyncEnumerable<string> ListVolumesAsync(CancellationToken cancellationToken) => Names(_volumes);

    public Task DeleteVolumeAsync(string handle, CancellationToken cancellationToken) =>
        _volumeHelper.Volumes.DeleteAsync(handle, cancellationToken);

    /// <summary>A new volume with nothing in it, for tests that bring their own input.</summary>
    public ProcessVolume MakeVolume(string handle)
    {
        Make(Path.Combine(_volumes, handle));
        return Volume(handle);
    }

    public async ValueTask DisposeAsync()
    {
        await foreach (var handle in ListAsync(CancellationToken.None).ConfigureAwait(false))
        {
            await DeleteAsync(handle, CancellationToken.None).ConfigureAwait(false);
        }

        await _volumeHelper.DisposeAsync().ConfigureAwait(false);
    }

    private async Task FillAsync(VolumeMount mount, CancellationToken cancellationToken)
    {
        switch (mount.Content)
        {
            case VolumeContent.CopyOf { Source: ProcessVolume source }:
                await _volumeHelper.Volumes.CopyAsync(source.Handle, mount.Handle, cancellationToken).ConfigureAwait(false);
                break;
            case VolumeContent.CopyOf { Source: var foreign }:
                var archive = await foreign.StreamOutAsync("", cancellationToken).ConfigureAwait(false);
                await using (archive.ConfigureAwait(false))
                {
                    await MakeVolume(mount.Handle).StreamInAsync("", archive, cancellationToken).ConfigureAwait(false);
                }

                break;
            default:
                MakeVolume(mount.Handle);
                break;
        }
    }

    private void Launch(string root, string idFile, List<string> arguments, string log)
    {
        // Detached from the tests' own streams: it outlives a web node that started it. It claims the sandbox itself, by a link
        // that only one can make, so that a node that dies right after this, and the next one's second try, leave one process.
        const string claim = "echo $$ > \"$0.$$\"; ln \"$0.$$\" \"$0\" || exit 0; rm \"$0.$$\"";

        // The signal of a dead parent would come from the web node, which the sandbox outlives.
        var watch = $"(while kill -0 $$; do kill -0 {Owner} || kill -KILL $$; sleep 1; done) </dev/null >/dev/null 2>&1 &";
        var info = new ProcessStartInfo(
            "setsid",
            ["sh", "-c", $"{claim}; {watch} exec unshare --mount --pid --fork --kill-child sh -c \"$@\" </dev/null >'{log}' 2>&1",
                idFile, SandboxScript.Text, "sandbox", root, .. arguments]);
        using var process = Process.Start(info)!;
    }

    private static string Make(string folder)
    {
        const UnixFileMode forAnyone = (UnixFileMode)0x1FF;
        if (!OperatingSystem.IsLinux())
        {
            throw new PlatformNotSupportedException("sandboxes are made of Linux namespaces");
        }

        Directory.CreateDirectory(folder);
        File.SetUnixFileMode(folder, forAnyone);
        return folder;
    }

    private static void Remove(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async IAsyncEnumerable<string> Names(string folder)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        foreach (var path in Directory.EnumerateDirectories(folder))
        {
            yield return Path.GetFileName(path);
        }
    }

    private ProcessSandbox Sandbox(string handle) => new(handle, Path.Combine(_sandboxes, handle), _volumes);

    private ProcessVolume Volume(string handle) => new(handle, Path.Combine(_volumes, handle), _volumeHelper.Volumes);
}
