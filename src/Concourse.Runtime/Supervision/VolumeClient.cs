using System.Text;
using Concourse.Runtime.Supervision.Protocol;

namespace Concourse.Runtime.Supervision;

/// <summary>
/// Volumes of a sandbox, served by its helper, also after main ended. A path begins with the volume's folder name:
/// <c>name</c> for all of it, <c>name/sub/file</c> for a part.
/// </summary>
public sealed class VolumeClient
{
    private readonly SupervisorClient _client;

    internal VolumeClient(SupervisorClient client) => _client = client;

    /// <summary>A folder's tree (or one file) as tar.zst with names relative to it. The caller disposes the stream.</summary>
    /// <exception cref="FileNotFoundException">No such path.</exception>
    public Task<Stream> StreamOutAsync(string path, CancellationToken cancellationToken) =>
        OpenStreamAsync(FrameType.VolumeOut, path, cancellationToken);

    /// <summary>The bytes of one regular file; links inside the volume are followed.</summary>
    /// <exception cref="FileNotFoundException">No such file, or it is a folder.</exception>
    public Task<Stream> OpenFileAsync(string path, CancellationToken cancellationToken) =>
        OpenStreamAsync(FrameType.ReadFile, path, cancellationToken);

    /// <summary>Unpacks a tar.zst into a folder, which is made when missing. Not repeated by itself: the archive is read once.</summary>
    /// <exception cref="VolumeOperationException">The archive is broken, the disk is full …</exception>
    /// <exception cref="SupervisorConnectionException">The connection broke; do it all again.</exception>
    public async Task StreamInAsync(string path, Stream archive, CancellationToken cancellationToken)
    {
        var connection = await _client.RetryAsync((c, _) => Task.FromResult(c), cancellationToken).ConfigureAwait(false);
        await using var channel = connection.OpenChannel();
        await channel.SendAsync(FrameType.VolumeIn, Paths(path), cancellationToken).ConfigureAwait(false);
        var sender = new VolumeSender(channel);
        await sender.SendAllAsync(archive, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Copies a tree into another folder, which is made when missing.</summary>
    public Task CopyAsync(string from, string to, CancellationToken cancellationToken) =>
        RunAsync(FrameType.VolumeCopy, Paths(from, to), cancellationToken);

    /// <summary>Removes a tree; one that is gone is no error.</summary>
    public Task DeleteAsync(string path, CancellationToken cancellationToken) =>
        RunAsync(FrameType.VolumeDelete, Paths(path), cancellationToken);

    /// <summary>Folder names of the volumes.</summary>
    public async Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken)
    {
        var stream = await OpenStreamAsync(FrameType.VolumeList, "", cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            using var reader = new StreamReader(stream, Encoding.UTF8);
            var names = await reader.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
            return names.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        }
    }

    private Task<Stream> OpenStreamAsync(FrameType operation, string path, CancellationToken cancellationToken) =>
        _client.RetryAsync<Stream>(
            async (connection, token) =>
            {
                var stream = new VolumeStream(connection.OpenChannel());
                try
                {
                    await stream.BeginAsync(operation, Paths(path), token).ConfigureAwait(false);
                    return stream;
                }
                catch
                {
                    await stream.DisposeAsync().ConfigureAwait(false);
                    throw;
                }
            },
            cancellationToken);

    private Task<bool> RunAsync(FrameType operation, byte[] request, CancellationToken cancellationToken) => _client.RetryAsync(
        async (connection, token) =>
        {
            await using var channel = connection.OpenChannel();
            await channel.SendAsync(operation, request, token).ConfigureAwait(false);
            VolumeFailure.ThrowUnlessDone(await channel.ReceiveAsync(token).ConfigureAwait(false));
            return true;
        },
        cancellationToken);

    private static byte[] Paths(params ReadOnlySpan<string> paths)
    {
        var writer = new PayloadWriter();
        foreach (var path in paths)
        {
            writer.String(path);
        }

        return writer.Written.ToArray();
    }
}
