using System.Collections.Concurrent;
using System.Net;
using Concourse.LocalRuntime.Containers;
using Concourse.LocalRuntime.Engine;
using Concourse.Runtime.Images;
using Concourse.Runtime.Sandboxes;
using Concourse.Runtime.Volumes;
using Docker.DotNet;
using Docker.DotNet.Models;
using ZstdSharp;

namespace Concourse.LocalRuntime.Images;

/// <summary>
/// Images made from volumes that hold <c>rootfs/</c> and <c>metadata.json</c>: imported into the engine once per volume, named
/// after it, so that further steps with the same volume cost nothing.
/// </summary>
internal sealed class RootfsImages(ContainerEngine engine, EngineImages images, string worker)
{
    // One import per volume at a time in this process; two processes may both import, the name then stands for the later.
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _imports = new();

    /// <exception cref="SandboxException">The volume holds no image.</exception>
    public async Task<MainImage> EnsureAsync(IVolume volume, CancellationToken cancellationToken)
    {
        var metadata = await ReadMetadataAsync(volume, cancellationToken);
        var name = $"localhost/concourse-rootfs-{worker}:{volume.Handle}";
        var gate = _imports.GetOrAdd(volume.Handle, _ => new SemaphoreSlim(1));
        await gate.WaitAsync(cancellationToken);
        try
        {
            if (await images.FindAsync(name, cancellationToken) is null)
            {
                await ImportAsync(volume, name, cancellationToken);
            }
        }
        finally
        {
            gate.Release();
        }

        return new MainImage(name, metadata.User, metadata.Env);
    }

    /// <summary>Handles of the volumes that images were made from.</summary>
    public async Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken) =>
        [.. (await ListAsync(null, cancellationToken)).Select(i => i.Labels[Labels.Volume]).Distinct()];

    /// <summary>
    /// Removes what was made from the volume. An image that a sandbox still runs from stays, and its volume's handle stays listed:
    /// it goes when this is called after the sandbox was deleted.
    /// </summary>
    public async Task DeleteAsync(string volume, CancellationToken cancellationToken)
    {
        foreach (var image in await ListAsync(volume, cancellationToken))
        {
            await engine.FindAsync(
                $"remove the image made from volume {volume}",
                (client, token) => DeleteUnlessUsedAsync(client, image.ID, token),
                cancellationToken);
        }

        _imports.TryRemove(volume, out _);
    }

    // Not by force: Podman would remove the containers that run from it as well.
    private static async Task<object> DeleteUnlessUsedAsync(IDockerClient client, string image, CancellationToken cancellationToken)
    {
        try
        {
            return await client.Images.DeleteImageAsync(image, new ImageDeleteParameters(), cancellationToken);
        }
        catch (DockerApiException e) when (e.StatusCode == HttpStatusCode.Conflict)
        {
            return image;
        }
    }

    /// <param name="volume">Handle of the volume; null: any.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    private async Task<IReadOnlyList<ImagesListResponse>> ListAsync(string? volume, CancellationToken cancellationToken)
    {
        // Asked for two labels, Podman lists images that have either of them.
        var images = await engine.CallAsync(
            "list images",
            (client, token) => client.Images.ListImagesAsync(
                new ImagesListParameters { Filters = Labels.Filter((Labels.Worker, worker)) }, token),
            cancellationToken);
        return [.. images.Where(i => i.Labels?.TryGetValue(Labels.Volume, out var of) == true && (volume is null || of == volume))];
    }

    private async Task ImportAsync(IVolume volume, string name, CancellationToken cancellationToken)
    {
        await using var archive = await volume.StreamOutAsync("rootfs", cancellationToken);
        await using var tar = new DecompressionStream(archive);
        var messages = new EngineMessages();
        await engine.CallAsync(
            $"import the image of volume {volume.Handle}",
            (client, token) => client.Images.CreateImageAsync(
                new ImagesCreateParameters
                {
                    // Podman reads no tag parameter here; both read one in the name.
                    Repo = name,
                    Changes = [$"LABEL {Labels.Worker}={worker}", $"LABEL {Labels.Volume}={volume.Handle}"],
                },
                tar,
                authConfig: null,
                messages,
                token),
            cancellationToken);
        messages.ThrowIfFailed($"importing the image of volume {volume.Handle} failed");
    }

    private static async Task<RootfsMetadata> ReadMetadataAsync(IVolume volume, CancellationToken cancellationToken)
    {
        try
        {
            await using var file = await volume.OpenFileAsync("metadata.json", cancellationToken);
            using var content = new MemoryStream();
            await file.CopyToAsync(content, cancellationToken);
            return RootfsMetadata.Parse(content.GetBuffer().AsSpan(0, (int)content.Length));
        }
        catch (FileNotFoundException e)
        {
            throw new SandboxException("the artifact used as an image has no metadata.json beside rootfs/", e);
        }
        catch (FormatException e)
        {
            throw new SandboxException(e.Message, e);
        }
    }
}
