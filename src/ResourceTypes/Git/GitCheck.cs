using System.Globalization;
using System.Text.RegularExpressions;
using ResourceTypes.Protocol;

namespace ResourceTypes.Git;

/// <summary>Which commits or tags of a mirror are versions.</summary>
internal sealed class GitCheck(GitSource source, GitMirror mirror)
{
    private static readonly TimeSpan RegexTimeout = TimeSpan.FromSeconds(10);

    private readonly int _depth = source.VersionDepth is not { } depth ? 1
        : depth > 0 ? depth
        : throw new ResourceException($"source.version_depth {depth} must be greater than 0");

    /// <summary>
    /// From the given version on while it still is in the history, else the newest; oldest first.
    /// </summary>
    public Task<IReadOnlyList<Dictionary<string, string>>> VersionsAsync(GitVersion? given, CancellationToken ct) =>
        source.TagFilter is null && source.TagRegex is null ? CommitsAsync(given?.Ref, ct) : TagsAsync(given?.Ref, ct);

    private async Task<IReadOnlyList<Dictionary<string, string>>> CommitsAsync(string? given, CancellationToken ct)
    {
        var from = given is not null && await IsInHistoryAsync(given, ct) ? given : null;
        var found = from is null
            ? (await ListAsync(mirror.Head!, _depth, ct)).Reverse()
            : (await ListAsync($"{from}..{mirror.Head}", null, ct)).Reverse().Prepend(from);
        return [.. found.Select(id => new Dictionary<string, string> { ["ref"] = id })];
    }

    /// <summary>A rewritten branch no longer contains the commit, though the mirror may still hold it.</summary>
    private async Task<bool> IsInHistoryAsync(string id, CancellationToken ct) =>
        GitNames.IsCommitId(id)
        && await mirror.Git.SucceedsAsync(ct, "merge-base", "--is-ancestor", id, mirror.Head!);

    private async Task<IReadOnlyList<Dictionary<string, string>>> TagsAsync(string? given, CancellationToken ct)
    {
        if (source.TagFilter is not null && source.TagRegex is not null)
        {
            throw new ResourceException("Cannot provide both tag_filter and tag_regex");
        }

        List<string> arguments = ["tag", "--sort=creatordate", "--format=%(refname:strip=2)%09%(objectname)%09%(*objectname)"];
        arguments.AddRange(mirror.Head is null ? [] : [$"--merged={mirror.Head}"]);
        arguments.AddRange(["--list", "--", source.TagFilter ?? "*"]);
        var eligible = (await ListAsync("--all", null, ct)).ToHashSet(StringComparer.Ordinal);
        var tags = (await mirror.Git.OutputAsync(ct, arguments))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split('\t'))
            .Select(fields => (Name: fields[0], Commit: fields[2].Length > 0 ? fields[2] : fields[1]))
            .Where(tag => MatchesRegex(tag.Name) && eligible.Contains(tag.Commit))
            .ToList();

        var from = given is null ? -1 : tags.FindIndex(tag => tag.Name == given);
        return [.. tags.Skip(from >= 0 ? from : Math.Max(0, tags.Count - _depth))
            .Select(tag => new Dictionary<string, string> { ["ref"] = tag.Name, ["commit"] = tag.Commit })];
    }

    private bool MatchesRegex(string tag)
    {
        try
        {
            return source.TagRegex is null
                || Regex.IsMatch(tag, $"^(?:{source.TagRegex})\\z", RegexOptions.NonBacktracking, RegexTimeout);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            throw new ResourceException($"source.tag_regex '{source.TagRegex}' is no valid expression: {e.Message}", e);
        }
    }

    /// <summary>Matching commits of the range, newest first; no more than the limit.</summary>
    private async Task<IEnumerable<string>> ListAsync(string range, int? limit, CancellationToken ct)
    {
        // What limits the messages does not go together in one command: git knows one kind of pattern and one inversion for all.
        var (include, exclude) = (source.CommitFilter?.Include ?? [], source.CommitFilter?.Exclude ?? []);
        List<string> options = source.DisableCiSkip ? [] : ["--fixed-strings", "--invert-grep", "--grep=[ci skip]", "--grep=[skip ci]"];
        if (limit is { } count && include.Count + exclude.Count == 0)
        {
            options.Add("--max-count=" + count.ToString(CultureInfo.InvariantCulture));
        }

        var commits = await RevListAsync(range, options, ct);
        if (include.Count > 0)
        {
            commits = commits.Intersect(await RevListAsync(range, Grep(include, source.CommitFilter!.IncludeAllMatch), ct));
        }

        if (exclude.Count > 0)
        {
            commits = commits.Except(await RevListAsync(range, Grep(exclude, source.CommitFilter!.ExcludeAllMatch), ct));
        }

        return commits.Take(limit ?? int.MaxValue);

        static List<string> Grep(IReadOnlyList<string> patterns, bool all) =>
            [.. all ? ["--all-match"] : Array.Empty<string>(), .. patterns.Select(pattern => "--grep=" + pattern)];
    }

    private async Task<IEnumerable<string>> RevListAsync(string range, List<string> options, CancellationToken ct)
    {
        string[] paths = [.. source.Paths ?? [], .. (source.IgnorePaths ?? []).Select(path => ":!" + path)];
        var output = await mirror.Git.OutputAsync(ct, ["rev-list", "--first-parent", .. options, range, "--", .. paths]);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
