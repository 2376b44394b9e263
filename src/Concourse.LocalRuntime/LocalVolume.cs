using Concourse.LocalRuntime.Containers;
using Concourse.LocalRuntime.State;
using Concourse.Runtime.Volumes;

namespace Concourse.LocalRuntime;

/// <summary>A directory of the worker's state directory.</summary>
internal sealed class LocalVolume(string handle, StateDirectory state) : IVolume
{
    public string Handle => handle;

    /// <summary>Relative to the state directory.</summary>
    public string Path => $"{StateLayout.Volumes}/{handle}";

    /// <summary>Whether a copy can be made where the data lies.</summary>
    public bool IsOf(StateDirectory other) => state == other;

    public Task<Stream> StreamOutAsync(string path, CancellationToken cancellationToken) =>
        state.StreamOutAsync(Below(path), cancellationToken);

    public Task StreamInAsync(string path, Stream archive, CancellationToken cancellationToken) =>
        state.StreamInAsync(Below(path), archive, cancellationToken);

    public Task<Stream> OpenFileAsync(string path, CancellationToken cancellationToken) =>
        state.OpenFileAsync(Below(path), cancellationToken);

    private string Below(string path) => path is "" or "." ? Path : $"{Path}/{path}";
}
