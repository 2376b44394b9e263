using Concourse.Runtime.Supervision;
using Concourse.Runtime.Volumes;

namespace Concourse.Testing.Sandboxes;

/// <summary>A folder of a <see cref="ProcessRuntimeDriver"/>, read and written through a real helper.</summary>
public sealed class ProcessVolume(string handle, string folder, VolumeClient volumes) : IVolume
{
    public string Handle => handle;

    /// <summary>Where its files are on this machine.</summary>
    public string Folder => folder;

    public Task<Stream> StreamOutAsync(string path, CancellationToken cancellationToken) =>
        volumes.StreamOutAsync($"{handle}/{path}", cancellationToken);

    public Task StreamInAsync(string path, Stream archive, CancellationToken cancellationToken) =>
        volumes.StreamInAsync($"{handle}/{path}", archive, cancellationToken);

    public Task<Stream> OpenFileAsync(string path, CancellationToken cancellationToken) =>
        volumes.OpenFileAsync($"{handle}/{path}", cancellationToken);
}
