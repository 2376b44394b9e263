using ResourceTypes.Protocol;

namespace ResourceTypes.Git;

/// <summary>
/// A copy of a repository that a task made. Its hooks and its configuration may run programs, and a put's git has logins in its
/// environment, so nothing is pushed from the repository itself; only its commits and tags are taken over.
/// </summary>
internal static class GitCopy
{
    /// <returns>Runs git in the copy, which has no files checked out and borrows the original's objects.</returns>
    /// <exception cref="ResourceException">There is no repository, or it has no commit.</exception>
    public static async Task<GitCommand> OfAsync(string repository, GitEnvironment environment, ScriptLog log, CancellationToken ct)
    {
        var original = new GitCommand(repository, environment, log);
        if (!await original.SucceedsAsync(ct, "rev-parse", "--verify", "--quiet", "HEAD^{commit}"))
        {
            throw new ResourceException($"{repository} is no git repository with a commit to push");
        }

        var folder = environment.PathOf("copy");
        var store = await original.OutputAsync(ct, "rev-parse", "--absolute-git-dir");
        await original.RunAsync(ct, "clone", "--quiet", "--shared", "--no-checkout", "--", store, folder);
        return original.In(folder);
    }
}
