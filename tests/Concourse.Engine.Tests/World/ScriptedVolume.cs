using System.Collections.Concurrent;
using System.Text;
using Concourse.Runtime.Volumes;

namespace Concourse.Engine.Tests.World;

/// <summary>A volume in memory: files by relative path.</summary>
internal sealed class ScriptedVolume(string handle) : IVolume
{
    public string Handle { get; } = handle;

    public ConcurrentDictionary<string, string> Files { get; } = new();

    public Task<Stream> OpenFileAsync(string path, CancellationToken cancellationToken) => Files.TryGetValue(path, out var text)
        ? Task.FromResult<Stream>(new MemoryStream(Encoding.UTF8.GetBytes(text)))
        : throw new FileNotFoundException(path);

    public Task<Stream> StreamOutAsync(string path, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task StreamInAsync(string path, Stream archive, CancellationToken cancellationToken) => throw new NotSupportedException();
}
