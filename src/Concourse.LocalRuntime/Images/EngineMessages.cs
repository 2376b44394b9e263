using System.Collections.Concurrent;
using Concourse.Runtime.Sandboxes;
using Docker.DotNet.Models;

namespace Concourse.LocalRuntime.Images;

/// <summary>
/// The progress lines of a pull, import or load. The engine has answered 200 before it begins, so a failure arrives as a line.
/// </summary>
internal sealed class EngineMessages : IProgress<JSONMessage>
{
    private const string LoadedImage = "Loaded image: ";
    private const string LoadedSeveral = "Loaded image(s): ";
    private const string LoadedId = "Loaded image ID: ";

    private readonly ConcurrentQueue<JSONMessage> _messages = new();

    public void Report(JSONMessage value) => _messages.Enqueue(value);

    /// <exception cref="SandboxException">A line said that the work failed.</exception>
    public void ThrowIfFailed(string what)
    {
        if (_messages.Select(m => m.Error?.Message).FirstOrDefault(m => !string.IsNullOrEmpty(m)) is { } error)
        {
            throw new SandboxException($"{what}: {error.Trim()}");
        }
    }

    /// <summary>Names in the lines of a load; Docker and Podman word them differently.</summary>
    public IReadOnlyList<string> LoadedImages() =>
    [
        .. _messages.SelectMany(m => (m.Stream ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries)).SelectMany(line =>
            After(line, LoadedImage) ?? After(line, LoadedId) ?? After(line, LoadedSeveral) ?? []),
    ];

    private static string[]? After(string line, string prefix) =>
        line.StartsWith(prefix, StringComparison.Ordinal)
            ? line[prefix.Length..].Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            : null;
}
