namespace ResourceTypes.Protocol;

/// <summary>
/// The three scripts of a resource type. Each call serves one request and runs in a process of its own.
/// User errors are <see cref="ResourceException"/>; logs go to the <see cref="ScriptLog"/>, never to stdout.
/// </summary>
public interface IResourceType
{
    /// <summary>Versions from the given one (included while it still exists) to the newest, oldest first.</summary>
    Task<IReadOnlyList<Dictionary<string, string>>> CheckAsync(ResourceRequest request, CancellationToken ct);

    /// <summary>Fetches the requested version into the existing folder <paramref name="destination"/>.</summary>
    Task<ScriptResult> InAsync(ResourceRequest request, string destination, CancellationToken ct);

    /// <summary>Makes a version from the artifacts below <paramref name="sources"/>.</summary>
    Task<ScriptResult> OutAsync(ResourceRequest request, string sources, CancellationToken ct);
}
