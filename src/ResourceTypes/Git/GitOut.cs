using ResourceTypes.Protocol;

namespace ResourceTypes.Git;

/// <summary>Pushes a commit, a tag or both.</summary>
internal sealed class GitOut(GitPush push, GitRemote remote, GitCommand git, ScriptLog log)
{
    // Somebody else pushes in between each time; past this it is no bad luck any more.
    private const int RebaseAttempts = 20;

    public async Task<ScriptResult> PushAsync(CancellationToken ct)
    {
        if (!await git.SucceedsAsync(ct, "rev-parse", "--verify", "--quiet", "HEAD^{commit}"))
        {
            throw new ResourceException($"{push.Repository} is no git repository with a commit to push");
        }

        if (push.Rebase && push.Ref is not null)
        {
            await RebaseAndPushAsync(ct);
        }
        else if (!await TryPushAsync(ct))
        {
            throw new ResourceException(
                $"{remote.Uri} rejected the push: {push.Ref} has commits that this one lacks; use 'rebase: true' or 'force: true'");
        }

        var commit = await git.OutputAsync(ct, "rev-parse", "HEAD");
        return new ScriptResult(VersionOf(commit), await CommitMetadata.ReadAsync(git, remote, ct));
    }

    private async Task RebaseAndPushAsync(CancellationToken ct)
    {
        for (var attempt = 1; attempt <= RebaseAttempts; attempt++)
        {
            log.Line("rebasing...");
            await git.RunAsync(ct, "fetch", "--quiet", "--", remote.Uri, "+" + push.Ref);
            await git.RunAsync(ct, "rebase", "--quiet", "--rebase-merges", "FETCH_HEAD");
            if (await TryPushAsync(ct))
            {
                return;
            }

            log.Line("rebasing and trying again...");
        }

        throw new ResourceException($"gave up after {RebaseAttempts} rebases: {push.Ref} changes faster than we can push");
    }

    /// <summary>False when the branch has moved on; other failures throw.</summary>
    private async Task<bool> TryPushAsync(CancellationToken ct)
    {
        string[] refs = push.Ref is null ? [] : ["HEAD:" + push.Ref];
        if (push.Tag is not null)
        {
            string[] message = push.TagMessageFile is null ? [] : ["--annotate", "--file=" + push.TagMessageFile];
            await git.RunAsync(ct, ["tag", "--force", .. message, "--", push.Tag]);
        }

        // Tags that a task made in the clone go along, as users of the type expect.
        string[] force = push.Force ? ["--force"] : [];
        var (exitCode, report) = await git.TryAsync(
            quiet: false, ct, ["push", "--porcelain", "--tags", .. force, "--", remote.Uri, .. refs]);
        if (exitCode == 0)
        {
            return true;
        }

        // Lines of the report that begin with '!' name the rejected refs.
        var rejected = report.Split('\n').Where(line => line.StartsWith('!')).ToList();
        foreach (var line in rejected)
        {
            log.Line(line);
        }

        var moved = rejected.Any(line => line.Contains(":" + push.Ref + "\t", StringComparison.Ordinal)
            && (line.Contains("(fetch first)", StringComparison.Ordinal)
                || line.Contains("(non-fast-forward)", StringComparison.Ordinal)
                || line.Contains("cannot lock ref", StringComparison.Ordinal)));
        return moved ? false : throw new ResourceException($"git push failed with exit code {exitCode}; its message is above");
    }

    private Dictionary<string, string> VersionOf(string commit)
    {
        if (push.VersionIsTag && push.Tag is not null)
        {
            return new() { ["ref"] = push.Tag, ["commit"] = commit };
        }

        return push.BranchIsOverride
            ? new() { ["branch"] = push.Branch!, ["ref"] = commit }
            : new() { ["ref"] = commit };
    }
}
