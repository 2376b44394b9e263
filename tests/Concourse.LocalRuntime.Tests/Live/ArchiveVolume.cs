using System.Formats.Tar;
using Concourse.Runtime.Volumes;
using ZstdSharp;

namespace Concourse.LocalRuntime.Tests.Live;

/// <summary>A volume of another worker, as far as this one can tell: its tree is written by the test.</summary>
internal sealed class ArchiveVolume(Action<TarWriter> writeRootfs, string? metadata) : IVolume
{
    public string Handle { get; } = Guid.NewGuid().ToString();

    /// <summary>How often its tree was asked for.</summary>
    public int Reads { get; private set; }

    public Task<Stream> StreamOutAsync(string path, CancellationToken cancellationToken)
    {
        Assert.Equal("rootfs", path);
        Reads++;
        var content = new MemoryStream();
        using (var compressed = new CompressionStream(content, leaveOpen: true))
        using (var tar = new TarWriter(compressed, TarEntryFormat.Pax))
        {
            writeRootfs(tar);
        }

        content.Position = 0;
        return Task.FromResult<Stream>(content);
    }

    public Task StreamInAsync(string path, Stream archive, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<Stream> OpenFileAsync(string path, CancellationToken cancellationToken) =>
        path == "metadata.json" && metadata is not null
            ? Task.FromResult<Stream>(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(metadata)))
            : throw new FileNotFoundException(path);
}
