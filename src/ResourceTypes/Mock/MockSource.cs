using System.Text.Json;
using ResourceTypes.Protocol;

namespace ResourceTypes.Mock;

/// <summary>Source of the <c>mock</c> type: what each script is told to do.</summary>
internal sealed record MockSource
{
    /// <summary><c>in</c> also writes the image that it runs in.</summary>
    public bool MirrorSelf { get; init; }

    public string? InitialVersion { get; init; }

    public bool NoInitialVersion { get; init; }

    /// <summary>What every check returns, whatever version it was given.</summary>
    public string? ForceVersion { get; init; }

    /// <summary>Path → contents: a string as it is, anything else as JSON.</summary>
    public Dictionary<string, JsonElement>? CreateFiles { get; init; }

    public string? CheckDelay { get; init; }

    public string? CheckFailure { get; init; }

    public IReadOnlyList<MetadataField>? Metadata { get; init; }

    public string? Log { get; init; }
}

/// <summary><c>privileged</c> is "true" or absent.</summary>
internal sealed record MockVersion
{
    public string Version { get; init; } = "";

    public string? Privileged { get; init; }
}

internal sealed record MockGetParams
{
    public bool MirrorSelfViaParams { get; init; }

    /// <summary>Added to the source's files; the same path replaces.</summary>
    public Dictionary<string, JsonElement>? CreateFilesViaParams { get; init; }
}

internal sealed record MockPutParams
{
    public string? Version { get; init; }

    /// <summary>Path below the sources whose contents, unchanged, are the version.</summary>
    public string? File { get; init; }

    public bool PrintEnv { get; init; }
}
