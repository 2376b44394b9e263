using Concourse.Runtime.Volumes;

namespace Concourse.JetBridge.Volumes;

/// <summary>An emptyDir of a sandbox's pod, reached through its helper for as long as the pod lives.</summary>
internal sealed class PodVolume(string handle, PodSandbox sandbox) : IVolume
{
    public string Handle => handle;

    public async Task<Stream> StreamOutAsync(string path, CancellationToken cancellationToken)
    {
        var client = sandbox.OpenVolumes();
        return await OwningStream.OpenAsync(client, client.Volumes.StreamOutAsync(Below(path), cancellationToken)).ConfigureAwait(false);
    }

    public async Task StreamInAsync(string path, Stream archive, CancellationToken cancellationToken)
    {
        await using var client = sandbox.OpenVolumes();
        await client.Volumes.StreamInAsync(Below(path), archive, cancellationToken).ConfigureAwait(false);
    }

    public async Task<Stream> OpenFileAsync(string path, CancellationToken cancellationToken)
    {
        var client = sandbox.OpenVolumes();
        return await OwningStream.OpenAsync(client, client.Volumes.OpenFileAsync(Below(path), cancellationToken)).ConfigureAwait(false);
    }

    private string Below(string path) => path is "" or "." ? handle : handle + "/" + path;
}
