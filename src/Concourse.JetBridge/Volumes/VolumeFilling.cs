using Concourse.Runtime.Sandboxes;
using Concourse.Runtime.Supervision;
using Concourse.Runtime.Volumes;
using ZstdSharp;

namespace Concourse.JetBridge.Volumes;

/// <summary>
/// Copies inputs and caches into a new pod's volumes, from pod to pod through this process. A volume that is complete gets a
/// mark beside it in the helper, so that filling goes on after a crash without touching what a process may already use.
/// </summary>
internal static class VolumeFilling
{
    private const string Mark = "filled-";

    /// <param name="sandbox">The pod.</param>
    /// <param name="mounts">All its volumes; empty ones need nothing.</param>
    /// <param name="findShared">Finds a volume that is mounted as it is; on Kubernetes it is copied, since it lies in another pod.</param>
    /// <param name="cancellationToken">Ends the copying.</param>
    public static async Task FillAsync(
        PodSandbox sandbox, IReadOnlyList<VolumeMount> mounts, Func<string, Task<IVolume?>> findShared, CancellationToken cancellationToken)
    {
        var wanted = mounts.Where(mount => mount.Content is not VolumeContent.Empty).ToList();
        if (wanted.Count == 0)
        {
            return;
        }

        await using var client = sandbox.OpenVolumes();
        var there = await client.Volumes.ListAsync(cancellationToken).ConfigureAwait(false);
        foreach (var mount in wanted.Where(mount => !there.Contains(Mark + mount.Handle)))
        {
            try
            {
                await FillAsync(client.Volumes, mount, findShared, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception error) when (error is VolumeOperationException or FileNotFoundException or SupervisorConnectionException)
            {
                throw new SandboxException($"fill volume at {mount.MountPath}: {error.Message}", error);
            }
        }
    }

    private static async Task FillAsync(VolumeClient volumes, VolumeMount mount, Func<string, Task<IVolume?>> findShared, CancellationToken cancellationToken)
    {
        var source = mount.Content is VolumeContent.CopyOf copy ? copy.Source : await findShared(mount.Handle).ConfigureAwait(false);
        if (source is null)
        {
            throw new SandboxException($"fill volume at {mount.MountPath}: volume {mount.Handle} is gone with its pod; run the step again");
        }

        var archive = await source.StreamOutAsync("", cancellationToken).ConfigureAwait(false);
        await using (archive.ConfigureAwait(false))
        {
            await volumes.StreamInAsync(mount.Handle, archive, cancellationToken).ConfigureAwait(false);
        }

        using var compressor = new Compressor();
        using var nothing = new MemoryStream(compressor.Wrap(new byte[1024]).ToArray());
        await volumes.StreamInAsync(Mark + mount.Handle, nothing, cancellationToken).ConfigureAwait(false);
    }
}
