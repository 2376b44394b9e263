using System.Text.RegularExpressions;
using ResourceTypes.Protocol;

namespace ResourceTypes.Git;

/// <summary>What the web UI shows of the checked-out commit.</summary>
internal static partial class CommitMetadata
{
    private const int MessageLimit = 10240;

    public static async Task<IReadOnlyList<MetadataField>> ReadAsync(GitCommand git, GitRemote remote, CancellationToken ct)
    {
        var fields = (await git.OutputAsync(ct, "log", "-1", "--format=%H%x00%an%x00%ai%x00%cn%x00%ci%x00%B")).Split('\0', 6);
        List<MetadataField> metadata =
        [
            new("commit", fields[0]),
            new("author", fields[1]),
            new("author_date", fields[2]),
        ];
        if (fields[1] != fields[3] || fields[2] != fields[4])
        {
            metadata.AddRange([new("committer", fields[3]), new("committer_date", fields[4])]);
        }

        await AddAsync("branch", ["branch", "--format=%(refname:lstrip=2)", "--points-at=HEAD"]);
        await AddAsync("tags", ["tag", "--points-at=HEAD"]);
        metadata.Add(new("message", fields[5].Length > MessageLimit ? fields[5][..MessageLimit] : fields[5]));
        if (CommitUrl(remote.Uri, fields[0]) is { } url)
        {
            metadata.Add(new("url", url));
        }

        return metadata;

        async Task AddAsync(string name, string[] arguments)
        {
            var names = (await git.OutputAsync(ct, arguments)).Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Where(n => !n.StartsWith('('));
            if (string.Join(',', names) is { Length: > 0 } joined)
            {
                metadata.Add(new(name, joined));
            }
        }
    }

    /// <summary>The commit's page on the well-known forges; null elsewhere.</summary>
    internal static string? CommitUrl(string uri, string commit)
    {
        var match = Forge().Match(uri);
        if (!match.Success)
        {
            return null;
        }

        var host = match.Groups["host"].Value;
        var root = $"https://{host}/{match.Groups["path"].Value}";
        return host switch
        {
            _ when host.Contains("github", StringComparison.Ordinal) || host.Contains("gogs", StringComparison.Ordinal)
                => $"{root}/commit/{commit}",
            _ when host.Contains("gitlab", StringComparison.Ordinal) => $"{root}/-/commit/{commit}",
            _ when host.Contains("bitbucket", StringComparison.Ordinal) => $"{root}/commits/{commit}",
            _ => null,
        };
    }

    [GeneratedRegex(@"^((https?://|ssh://git@)(?<host>[^/]+)/|git@(?<host>[^:/]+):)(?<path>.+?)(\.git)?\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Forge();
}
