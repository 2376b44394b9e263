namespace Concourse.Runtime.Volumes;

/// <summary>A directory tree on a worker: an input, an output, a resource's or a task's cache.</summary>
public interface IVolume
{
    /// <summary>The volume row's handle, a UUID v4.</summary>
    string Handle { get; }

    /// <summary>
    /// The tree below <paramref name="path"/> (relative; empty or <c>.</c> for all) as a zstd-compressed tar whose entries are
    /// relative to it.
    /// </summary>
    /// <exception cref="FileNotFoundException">No such path.</exception>
    Task<Stream> StreamOutAsync(string path, CancellationToken cancellationToken);

    /// <summary>Unpacks a zstd-compressed tar below <paramref name="path"/>, which is made when missing.</summary>
    Task StreamInAsync(string path, Stream archive, CancellationToken cancellationToken);

    /// <summary>The bytes of one regular file.</summary>
    /// <exception cref="FileNotFoundException">No such file, or it is a directory.</exception>
    Task<Stream> OpenFileAsync(string path, CancellationToken cancellationToken);
}
