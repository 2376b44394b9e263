using ResourceTypes.Protocol;

namespace ResourceTypes.Git;

/// <summary>Pushes a commit, a tag or both.</summary>
internal sealed class GitOut(GitPush push, GitRemote remote, GitCommand git, GitEnvironment environment, ScriptLog log)
{
    private const string Notes = "refs/notes/commits";

    // Somebody else pushes in between each time; past this it is no bad luck any more.
    private const int Attempts = 20;

    public async Task<ScriptResult> PushAsync(CancellationToken ct)
    {
        var original = await git.OutputAsync(ct, "rev-parse", "HEAD");
        if (push.Integration is not Integration.None && push.Ref is not null)
        {
            await IntegrateAndPushAsync(ct);
        }
        else if (!await TryPushAsync(ct))
        {
            throw new ResourceException(
                $"{remote.Uri} rejected the push: {push.Ref} has commits that this one lacks; use 'rebase: true', 'merge: true' or 'force: true'");
        }

        if (push is { Integration: Integration.Merge, ReturnsUnmerged: true })
        {
            await git.RunAsync(ct, "checkout", "--quiet", "--detach", original, "--");
        }

        var commit = await git.OutputAsync(ct, "rev-parse", "HEAD");
        return new ScriptResult(VersionOf(commit), await CommitMetadata.ReadAsync(git, remote, ct));
    }

    private async Task IntegrateAndPushAsync(CancellationToken ct)
    {
        var (word, command) = push.Integration is Integration.Merge
            ? ("merging", (string[])["merge", "--quiet", "--no-edit"])
            : ("rebasing", ["rebase", "--quiet", "--rebase-merges"]);
        await git.RunAsync(ct, "reset", "--quiet", "--hard");
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            log.Line($"{word}...");
            await git.RunAsync(ct, "fetch", "--quiet", "--no-tags", "--", remote.Uri, "+" + push.Ref);
            await git.RunAsync(ct, [.. command, "FETCH_HEAD"]);
            if (await TryPushAsync(ct))
            {
                return;
            }

            log.Line($"{word} and trying again...");
        }

        throw new ResourceException($"gave up after {Attempts} attempts: {push.Ref} changes faster than we can push");
    }

    /// <summary>False when the branch has moved on; other failures throw.</summary>
    private async Task<bool> TryPushAsync(CancellationToken ct)
    {
        string[] refs = push.Ref is null ? [] : ["HEAD:" + push.Ref];
        if (push.Tag is not null)
        {
            string[] message = push.TagMessage is null ? [] : ["--annotate", "--file=" + await FileOfAsync(push.TagMessage, ct)];
            await git.RunAsync(ct, ["tag", "--force", .. message, "--", push.Tag]);
        }

        if (push.Note is not null)
        {
            // On top of the notes that are there: the ref is shared by all commits.
            await git.TryAsync(quiet: true, ct, "fetch", "--no-tags", "--", remote.Uri, $"+{Notes}:{Notes}");
            await git.RunAsync(ct, "notes", "add", "--force", "--file=" + await FileOfAsync(push.Note, ct), "HEAD");
            refs = [.. refs, Notes];
        }

        // Tags that a task made in the clone go along, as users of the type expect.
        string[] options = [.. push.Force ? ["--force"] : Array.Empty<string>(), .. push.Options.Select(option => "--push-option=" + option)];
        var (exitCode, report) = await git.TryAsync(
            quiet: false, ct, ["push", "--porcelain", "--tags", .. options, "--", remote.Uri, .. refs]);
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

    private async Task<string> FileOfAsync(string text, CancellationToken ct)
    {
        var path = environment.PathOf("message");
        await File.WriteAllTextAsync(path, text, ct);
        return path;
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
