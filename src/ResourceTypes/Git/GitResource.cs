using ResourceTypes.Protocol;

namespace ResourceTypes.Git;

/// <summary>Commits of a branch, or tags, of a git repository. The git program does the work.</summary>
internal sealed class GitResource(ScriptLog log) : IResourceType
{
    public async Task<IReadOnlyList<Dictionary<string, string>>> CheckAsync(ResourceRequest request, CancellationToken ct)
    {
        var source = SourceOf(request);
        var given = request.Version(WireJson.Default.GitVersion);
        var remote = GitRemote.Of(source);
        using var environment = new GitEnvironment(source, remote);
        var mirror = await GitMirror.UpdateAsync(source, remote, new GitCommand("/", environment, log), ct);
        return await new GitCheck(source, mirror).VersionsAsync(given, ct);
    }

    public async Task<ScriptResult> InAsync(ResourceRequest request, string destination, CancellationToken ct)
    {
        var source = SourceOf(request);
        var parameters = request.Params(WireJson.Default.GitGetParams);
        var version = request.Version(WireJson.Default.GitVersion) ?? new GitVersion();
        var remote = GitRemote.Of(source);
        using var environment = new GitEnvironment(source, remote);
        var git = new GitCommand(destination, environment, log);
        return await new GitIn(source, parameters, remote, git).FetchAsync(version, destination, ct);
    }

    public async Task<ScriptResult> OutAsync(ResourceRequest request, string sources, CancellationToken ct)
    {
        var source = SourceOf(request);
        var parameters = request.Params(WireJson.Default.GitPutParams);
        var remote = GitRemote.Of(source);
        using var environment = new GitEnvironment(source, remote);
        var push = await GitPush.OfAsync(source, parameters, sources, ct);
        var copy = await GitCopy.OfAsync(push.Repository, environment, log, ct);
        return await new GitOut(push, remote, copy, environment, log).PushAsync(ct);
    }

    private static GitSource SourceOf(ResourceRequest request) => request.Source(WireJson.Default.GitSource, GitSource.Unsupported);
}
