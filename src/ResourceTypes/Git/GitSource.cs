namespace ResourceTypes.Git;

/// <summary>Source of the <c>git</c> type: where the repository is, how to get in, and which commits are versions.</summary>
internal sealed record GitSource
{
    /// <summary>Keys of upstream's type that are still to come.</summary>
    public static IReadOnlyList<string> Unsupported { get; } =
    [
        "private_key_passphrase", "forward_agent", "https_tunnel", "tag_behaviour", "git_crypt_key",
        "commit_verification_keys", "commit_verification_key_ids", "gpg_keyserver",
    ];

    public string? Uri { get; init; }

    /// <summary>Null follows the repository's default branch.</summary>
    public string? Branch { get; init; }

    public string? PrivateKey { get; init; }

    public string? PrivateKeyUser { get; init; }

    public string? Username { get; init; }

    public string? Password { get; init; }

    /// <summary>Credentials for submodules that live on other hosts.</summary>
    public IReadOnlyList<HostCredentials>? SubmoduleCredentials { get; init; }

    public bool SkipSslVerification { get; init; }

    public IReadOnlyList<GitConfigEntry>? GitConfig { get; init; }

    /// <summary>Only commits that touch these are versions.</summary>
    public IReadOnlyList<string>? Paths { get; init; }

    /// <summary>Commits that touch nothing but these are no versions.</summary>
    public IReadOnlyList<string>? IgnorePaths { get; init; }

    /// <summary>Only commits whose messages fit are versions.</summary>
    public CommitFilter? CommitFilter { get; init; }

    /// <summary>Patterns of the files that a get checks out; all when null.</summary>
    public IReadOnlyList<string>? SparsePaths { get; init; }

    /// <summary>Glob; versions are then matching tags. Excludes <see cref="TagRegex"/>.</summary>
    public string? TagFilter { get; init; }

    public string? TagRegex { get; init; }

    public bool? FetchTags { get; init; }

    /// <summary>Makes commits with <c>[ci skip]</c> or <c>[skip ci]</c> versions too.</summary>
    public bool DisableCiSkip { get; init; }

    /// <summary>How many of the newest versions a first check returns; 1 when null.</summary>
    public int? VersionDepth { get; init; }

    /// <summary>A get looks for a commit that its branch does not have among all refs of the repository.</summary>
    public bool SearchRemoteRefs { get; init; }

    /// <summary>Accepted; this type has no more to tell.</summary>
    public bool Debug { get; init; }
}

/// <summary>Which commits are versions by their messages. All texts are regular expressions of git.</summary>
internal sealed record CommitFilter
{
    public IReadOnlyList<string>? Include { get; init; }

    public IReadOnlyList<string>? Exclude { get; init; }

    /// <summary>A message must match all of <see cref="Include"/> instead of one.</summary>
    public bool IncludeAllMatch { get; init; }

    /// <summary>A message is left out only when it matches all of <see cref="Exclude"/> instead of one.</summary>
    public bool ExcludeAllMatch { get; init; }
}

/// <summary>A login that is given to one host only.</summary>
internal sealed record HostCredentials
{
    public string? Host { get; init; }

    public string? Username { get; init; }

    public string? Password { get; init; }
}

internal sealed record GitConfigEntry
{
    public string Name { get; init; } = "";

    public string Value { get; init; } = "";
}

/// <summary>A commit id, or a tag with its commit; the branch when a put named another one than the source.</summary>
internal sealed record GitVersion
{
    public string? Ref { get; init; }

    public string? Commit { get; init; }

    public string? Branch { get; init; }
}
