using Concourse.LocalRuntime.State;
using Concourse.Runtime.Volumes;

namespace Concourse.LocalRuntime;

/// <summary>A directory of the worker's state directory.</summary>
internal sealed class LocalVolume(string handle, StateDirectory volumes) : IVolume
{
    public string Handle => handle;

    /// <summary>Whether a copy can be made where the data lies.</summary>
    public bool IsOf(StateDirectory other) => volumes == other;

    public Task<Stream> StreamOutAsync(string path, CancellationToken cancellationToken) =>
        volumes.StreamOutAsync(Below(path), cancellationToken);

    public Task StreamInAsync(string path, Stream archive, CancellationToken cancellationToken) =>
        volumes.StreamInAsync(Below(path), archive, cancellationToken);

    public Task<Stream> OpenFileAsync(string path, CancellationToken cancellationToken) =>
        volumes.OpenFileAsync(Below(path), cancellationToken);

    private string Below(string path) => path is "" or "." ? handle : $"{handle}/{path}";
}
