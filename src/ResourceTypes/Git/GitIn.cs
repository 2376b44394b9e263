using System.Globalization;
using ResourceTypes.Protocol;

namespace ResourceTypes.Git;

/// <summary>Clones the repository and checks the version out.</summary>
internal sealed class GitIn(GitSource source, GitGetParams parameters, GitRemote remote, GitCommand git)
{
    private readonly bool _shallow = parameters.Depth is > 0;

    public async Task<ScriptResult> FetchAsync(GitVersion version, string destination, CancellationToken ct)
    {
        await CloneAsync(version, destination, ct);
        await LimitFilesAsync(destination, ct);
        await CheckOutAsync(version, ct);
        await RefuseLargeFilesAsync(ct);
        await git.RunAsync(ct, "clean", "--quiet", "--force", "--force", "-d");
        await new GitSubmodules(parameters, git).UpdateAsync(ct);
        foreach (var branch in parameters.Fetch ?? [])
        {
            var name = GitNames.RequireRefName(branch, "params.fetch");
            await git.RunAsync(ct, "fetch", "--quiet", "origin", $"+refs/heads/{name}:refs/heads/{name}");
        }

        var metadata = await CommitMetadata.ReadAsync(git, remote, ct);
        var reference = version.Ref ?? await git.OutputAsync(ct, "rev-parse", "HEAD");
        await new GitFiles(git, parameters).WriteAsync(Path.Combine(destination, ".git"), reference, metadata, ct);
        if (parameters.CleanTags)
        {
            var tags = (await git.OutputAsync(ct, "tag")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            await (tags.Length > 0 ? git.RunAsync(ct, ["tag", "--delete", "--", .. tags]) : Task.CompletedTask);
        }

        return new ScriptResult(VersionOf(version, reference), metadata);
    }

    private async Task CloneAsync(GitVersion version, string destination, CancellationToken ct)
    {
        List<string> arguments = ["clone", "--no-checkout"];
        arguments.AddRange(parameters.AllBranches ? ["--no-single-branch"] : ["--single-branch"]);
        if ((version.Branch ?? source.Branch)?.Trim() is { Length: > 0 } branch)
        {
            arguments.Add("--branch=" + GitNames.RequireRefName(branch, "branch"));
        }

        if (_shallow)
        {
            arguments.Add("--depth=" + parameters.Depth!.Value.ToString(CultureInfo.InvariantCulture));
        }

        var tags = parameters.FetchTags ?? source.FetchTags ?? (source.TagFilter ?? source.TagRegex) is not null;
        if (!tags && (parameters.FetchTags ?? source.FetchTags) is not null)
        {
            arguments.Add("--no-tags");
        }

        await git.RunAsync(ct, [.. arguments, "--", remote.Uri, destination]);
        if (tags)
        {
            await git.RunAsync(ct, "fetch", "--quiet", "--force", "origin", "+refs/tags/*:refs/tags/*");
        }
    }

    private async Task LimitFilesAsync(string destination, CancellationToken ct)
    {
        if (source.SparsePaths is not { Count: > 0 } paths)
        {
            return;
        }

        await git.RunAsync(ct, "config", "core.sparseCheckout", "true");
        var info = Directory.CreateDirectory(Path.Combine(destination, ".git", "info")).FullName;
        await File.WriteAllLinesAsync(Path.Combine(info, "sparse-checkout"), paths, ct);
    }

    /// <summary>Whoever needs the files must not get their pointers without a word.</summary>
    private async Task RefuseLargeFilesAsync(CancellationToken ct)
    {
        if (!parameters.DisableGitLfs && await git.OutputAsync(ct, "ls-files", "--", ":(attr:filter=lfs)") is { Length: > 0 } files)
        {
            throw new ResourceException(
                $"the repository has files in Git LFS, such as {files.Split('\n')[0]}, which this resource type does not fetch yet; "
                + "with the param 'disable_git_lfs: true' their pointers are checked out instead");
        }
    }

    private async Task CheckOutAsync(GitVersion version, CancellationToken ct)
    {
        if (version.Ref is not { Length: > 0 } reference)
        {
            await git.RunAsync(ct, "checkout", "--quiet", "--force");
            return;
        }

        var commit = GitNames.IsCommitId(reference) ? reference : version.Commit;
        if (commit is null)
        {
            GitNames.RequireRefName(reference, "version.ref");
        }
        else if (!GitNames.IsCommitId(commit))
        {
            throw new ResourceException($"version.commit '{commit}' is no commit id");
        }
        else if (!await ExistsAsync(commit, ct))
        {
            await FindAsync(commit, ct);
        }

        await git.RunAsync(ct, "checkout", "--quiet", "--force", "--detach", commit ?? "refs/tags/" + reference, "--");
    }

    /// <summary>The commit lies deeper than the clone, or outside the branch as it is now.</summary>
    private async Task FindAsync(string commit, CancellationToken ct)
    {
        if (!await git.SucceedsAsync(ct, "fetch", "--quiet", "origin", commit) && _shallow)
        {
            await git.RunAsync(ct, "fetch", "--quiet", "--unshallow", "origin");
        }

        if (source.SearchRemoteRefs && !await ExistsAsync(commit, ct))
        {
            await git.RunAsync(ct, "fetch", "--quiet", "origin", "+refs/*:refs/remotes/all/*");
        }

        if (!await ExistsAsync(commit, ct))
        {
            throw new ResourceException(
                $"commit {commit} was not found at {remote.Uri}; was the branch rewritten? check the resource for a newer version");
        }
    }

    private Task<bool> ExistsAsync(string commit, CancellationToken ct) =>
        git.SucceedsAsync(ct, "cat-file", "-e", commit + "^{commit}");

    private static Dictionary<string, string> VersionOf(GitVersion version, string reference)
    {
        var result = new Dictionary<string, string> { ["ref"] = reference };
        if (version.Commit is not null)
        {
            result["commit"] = version.Commit;
        }

        if (version.Branch is not null)
        {
            result["branch"] = version.Branch;
        }

        return result;
    }
}
