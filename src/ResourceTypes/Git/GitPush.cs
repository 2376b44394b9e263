using ResourceTypes.Protocol;

namespace ResourceTypes.Git;

/// <summary>What a put pushes and where to, all files read and all names checked.</summary>
/// <param name="Repository">Absolute path of the clone.</param>
/// <param name="Ref">Full ref the commit goes to; null pushes tags only.</param>
/// <param name="Branch">Name of the branch; null when none was given.</param>
/// <param name="BranchIsOverride">The put named the branch itself; the version then carries it.</param>
/// <param name="Tag">Tag to make at HEAD, or null.</param>
/// <param name="TagMessageFile">Absolute path; null makes a lightweight tag.</param>
/// <param name="VersionIsTag">Versions of this resource are tags.</param>
/// <param name="Rebase">Replay on top of the branch before pushing.</param>
/// <param name="Force">Overwrite what is there.</param>
internal sealed record GitPush(
    string Repository,
    string? Ref,
    string? Branch,
    bool BranchIsOverride,
    string? Tag,
    string? TagMessageFile,
    bool VersionIsTag,
    bool Rebase,
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
        var tag = FirstSet(parameters.Tag) is { } tagFile
            ? (parameters.TagPrefix ?? "") + (await File.ReadAllTextAsync(Existing(sources, tagFile, "tag"), ct)).Trim()
            : null;
        if (branch is not null)
        {
            GitNames.RequireRefName(branch, "branch");
        }

        return new GitPush(
            folder,
            parameters.OnlyTag ? null : $"{prefix}/{branch}",
            branch,
            FirstSet(parameters.Branch) is not null,
            tag is null ? null : GitNames.RequireRefName(tag, "tag"),
            FirstSet(parameters.Annotate) is { } message ? Existing(sources, message, "annotation") : null,
            source.TagFilter is not null || source.TagRegex is not null,
            parameters.Rebase,
            parameters.Force);
    }

    private static string Existing(string sources, string file, string what)
    {
        var path = Path.GetFullPath(Path.Join(sources, file));
        return File.Exists(path) ? path : throw new ResourceException($"{what} file '{file}' does not exist");
    }

    private static string? FirstSet(string? value) => value?.Trim() is { Length: > 0 } text ? text : null;
}
