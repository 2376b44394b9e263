using System.Text.Json;

namespace ResourceTypes.Git;

/// <summary>Params of a get of the <c>git</c> type.</summary>
internal sealed record GitGetParams
{
    /// <summary>Commits of history to fetch; all when null or 0.</summary>
    public int? Depth { get; init; }

    /// <summary>Further branches to fetch.</summary>
    public IReadOnlyList<string>? Fetch { get; init; }

    public bool? FetchTags { get; init; }

    /// <summary><c>all</c> (when null), <c>none</c> or a list of paths.</summary>
    public JsonElement? Submodules { get; init; }

    public bool? SubmoduleRecursive { get; init; }

    public bool SubmoduleRemote { get; init; }

    public bool CleanTags { get; init; }

    public bool AllBranches { get; init; }

    /// <summary>Text around the 7 characters of the commit id in <c>.git/short_ref</c>, which replace <c>%s</c>.</summary>
    public string? ShortRefFormat { get; init; }

    /// <summary>A date format of git, for <c>.git/commit_timestamp</c>; <c>iso8601</c> when null.</summary>
    public string? TimestampFormat { get; init; }

    /// <summary>Options of <c>git describe</c> for <c>.git/describe_ref</c>, with blanks between.</summary>
    public string? DescribeRefOptions { get; init; }

    /// <summary>Leaves Git LFS's pointers in place of its files.</summary>
    public bool DisableGitLfs { get; init; }
}

/// <summary>Params of a put of the <c>git</c> type. Paths are relative to the step's sources.</summary>
internal sealed record GitPutParams
{
    /// <summary>Folder of the clone to push from.</summary>
    public string? Repository { get; init; }

    /// <summary>Branch to push to, instead of the source's.</summary>
    public string? Branch { get; init; }

    /// <summary>Replay our commits on top of what the branch has become, as often as needed.</summary>
    public bool Rebase { get; init; }

    /// <summary>Merge what the branch has become into ours, as often as needed.</summary>
    public bool Merge { get; init; }

    /// <summary>With <see cref="Merge"/>, the commit that becomes the version: <c>merged</c> (when null) or <c>unmerged</c>.</summary>
    public string? Returning { get; init; }

    /// <summary>File that holds a tag's name.</summary>
    public string? Tag { get; init; }

    public string? TagPrefix { get; init; }

    /// <summary>Push tags, but no commits.</summary>
    public bool OnlyTag { get; init; }

    /// <summary>File that holds the tag's message; makes it an annotated tag.</summary>
    public string? Annotate { get; init; }

    public bool Force { get; init; }

    /// <summary>File that holds a note for the commit.</summary>
    public string? Notes { get; init; }

    /// <summary>Texts that are sent to the server along with the push.</summary>
    public IReadOnlyList<string>? PushOptions { get; init; }

    /// <summary>Where the branch's ref goes; <c>refs/heads</c> when null.</summary>
    public string? RefsPrefix { get; init; }
}
