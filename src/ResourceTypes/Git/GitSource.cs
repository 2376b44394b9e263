namespace ResourceTypes.Git;

/// <summary>Source of the <c>git</c> type: where the repository is, how to get in, and which commits are versions.</summary>
internal sealed record GitSource
{
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

    /// <summary>Glob; versions are then matching tags. Excludes <see cref="TagRegex"/>.</summary>
    public string? TagFilter { get; init; }

    public string? TagRegex { get; init; }

    public bool? FetchTags { get; init; }

    /// <summary>Makes commits with <c>[ci skip]</c> or <c>[skip ci]</c> versions too.</summary>
    public bool DisableCiSkip { get; init; }

    /// <summary>How many of the newest versions a first check returns; 1 when null.</summary>
    public int? VersionDepth { get; init; }
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
