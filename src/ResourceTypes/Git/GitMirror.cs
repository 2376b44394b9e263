using System.Security.Cryptography;
using System.Text;

namespace ResourceTypes.Git;

/// <summary>A bare clone kept between the checks of one container, so that a later check fetches only what is new.</summary>
/// <param name="Git">Runs in the clone.</param>
/// <param name="Head">The ref whose history is checked; null when tags of every branch are.</param>
internal sealed record GitMirror(GitCommand Git, string? Head)
{
    public static async Task<GitMirror> UpdateAsync(GitSource source, GitRemote remote, GitCommand git, CancellationToken ct)
    {
        var branch = source.Branch?.Trim() is { Length: > 0 } name ? GitNames.RequireRefName(name, "source.branch") : null;
        var tags = source.TagFilter is not null || source.TagRegex is not null;
        var folder = FolderOf(remote.Uri, branch, tags.ToString(), FilterOf(source));
        git = git.In(folder);
        if (!Directory.Exists(Path.Combine(folder, "refs")))
        {
            Directory.CreateDirectory(folder);
            await git.RunAsync(ct, "init", "--quiet", "--bare", ".");
        }

        // What a check that was killed may have left or not come to.
        foreach (var stale in Directory.EnumerateFiles(folder, "*.lock", SearchOption.AllDirectories).ToList())
        {
            File.Delete(stale);
        }

        await git.RunAsync(ct, "config", "remote.origin.url", remote.Uri);

        await FetchAsync(git, branch, tags, FilterOf(source), ct);
        return new GitMirror(git, branch is not null ? "refs/heads/" + branch : tags ? null : "refs/remotes/origin/HEAD");
    }

    private static Task FetchAsync(GitCommand git, string? branch, bool tags, string filter, CancellationToken ct)
    {
        List<string> arguments = ["fetch", "--quiet", "--force", "--prune", "--no-tags", "--filter=" + filter, "origin"];
        if (branch is not null)
        {
            arguments.Add($"+refs/heads/{branch}:refs/heads/{branch}");
        }
        else if (!tags)
        {
            arguments.Add("+HEAD:refs/remotes/origin/HEAD");
        }

        if (tags)
        {
            arguments.Add("+refs/tags/*:refs/tags/*");
        }

        return git.RunAsync(ct, arguments);
    }

    // Paths need trees to be compared; nothing here needs file contents.
    private static string FilterOf(GitSource source) =>
        source.Paths is { Count: > 0 } || source.IgnorePaths is { Count: > 0 } ? "blob:none" : "tree:0";

    private static string FolderOf(params string?[] identity)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', identity)));
        return Path.Combine(Path.GetTempPath(), "git-resource-repo-cache", Convert.ToHexStringLower(hash)[..32]);
    }
}
