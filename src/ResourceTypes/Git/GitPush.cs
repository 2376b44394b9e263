using ResourceTypes.Protocol;

namespace ResourceTypes.Git;

/// <summary>What a put pushes and where to, all files read and all names checked.</summary>
/// <param name="Repository">Absolute path of the clone.</param>
/// <param name="Ref">Full ref the commit goes to; null pushes tags only.</param>
/// <param name="Branch">Name of the branch; null when none was given.</param>
/// <param name="BranchIsOverride">The put named the branch itself; the version then carries it.</param>
/// <param name="Tag">Tag to make at HEAD, or null.</param>
/// <param name="TagMessage">Null makes a lightweight tag.</param>
/// <param name="Note">Note for the commit, or null.</param>
/// <param name="Options">Sent to the server along with the push.</param>
/// <param name="VersionIsTag">Versions of this resource are tags.</param>
/// <param name="Integration">What is done with the branch's new commits before pushing.</param>
/// <param name="ReturnsUnmerged">After a merge, the version is the commit that was merged.</param>
/// <param name="Force">Overwrite what is there.</param>
internal sealed record GitPush(
    string Repository,
    string? Ref,
    string? Branch,
    bool BranchIsOverride,
    string? Tag,
    string? TagMessage,
    string? Note,
    IReadOnlyList<string> Options,
    bool VersionIsTag,
    Integration Integration,
    bool ReturnsUnmerged,
    bool Force)
{
    /// <exception cref="ResourceException">Something is missing or malformed.</exception>
    public static async Task<GitPush> OfAsync(
        GitSource source, GitPutParams parameters, string sources, CancellationToken ct)
    {
        var branch = FirstSet(parameters.Branch) ?? FirstSet(source.Branch);
        if (branch is null && !parameters.OnlyTag)
        {
            throw new ResourceException("invalid payload (missing branch)");
        }

        if (FirstSet(parameters.Repository) is not { } repository)
        {
            throw new ResourceException("invalid payload (missing repository)");
        }

        var folder = Path.GetFullPath(Path.Join(sources, repository));
        if (!Directory.Exists(folder))
        {
            throw new ResourceException($"params.repository '{repository}' does not exist among the step's inputs");
        }

        var prefix = GitNames.RequireRefName(FirstSet(parameters.RefsPrefix) ?? "refs/heads", "params.refs_prefix");
        var tag = (await TextAsync(sources, parameters.Tag, "tag", ct))?.Trim();
        if (parameters is { Rebase: true, Merge: true })
        {
            throw new ResourceException("invalid parameters: only one of 'rebase' and 'merge' can be given");
        }

        if (parameters.Returning is not (null or "" or "merged" or "unmerged"))
        {
            throw new ResourceException($"params.returning '{parameters.Returning}' must be 'merged' or 'unmerged'");
        }
        if (branch is not null)
        {
            GitNames.RequireRefName(branch, "branch");
        }

        return new GitPush(
            folder,
            parameters.OnlyTag ? null : $"{prefix}/{branch}",
            branch,
            FirstSet(parameters.Branch) is not null,
            tag is null ? null : GitNames.RequireRefName(parameters.TagPrefix + tag, "tag"),
            await TextAsync(sources, parameters.Annotate, "annotation", ct),
            await TextAsync(sources, parameters.Notes, "notes", ct),
            parameters.PushOptions ?? [],
            source.TagFilter is not null || source.TagRegex is not null,
            parameters.Rebase ? Integration.Rebase : parameters.Merge ? Integration.Merge : Integration.None,
            parameters.Returning == "unmerged",
            parameters.Force);
    }

    // Read here and not by git: the file may be a link that a task made, and git has logins in its environment.
    private static async Task<string?> TextAsync(string sources, string? file, string what, CancellationToken ct)
    {
        if (FirstSet(file) is not { } name)
        {
            return null;
        }

        var path = Path.GetFullPath(Path.Join(sources, name));
        return File.Exists(path)
            ? await File.ReadAllTextAsync(path, ct)
            : throw new ResourceException($"{what} file '{name}' does not exist");
    }

    private static string? FirstSet(string? value) => value?.Trim() is { Length: > 0 } text ? text : null;
}

/// <summary>How our commits come to stand on what the branch has become.</summary>
internal enum Integration
{
    /// <summary>Not at all: a branch that moved on rejects the push.</summary>
    None,

    Rebase,

    Merge,
}
