using Concourse.Core.Values;
using Concourse.Core.Versions;

namespace Concourse.Core.Configuration;

/// <summary>A resource of the pipeline: something outside with versions.</summary>
public sealed record ResourceConfig
{
    public string Name { get; init; } = "";

    /// <summary>The name before a rename; history moves from it.</summary>
    public string OldName { get; init; } = "";

    public bool Public { get; init; }

    public string WebhookToken { get; init; } = "";

    public string Type { get; init; } = "";

    /// <summary>Where the resource is; null when the config leaves it out, which hashes differently from empty.</summary>
    public MapValue? Source { get; init; }

    public CheckEvery? CheckEvery { get; init; }

    /// <summary>A Go duration, not validated before the check runs.</summary>
    public string CheckTimeout { get; init; } = "";

    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>The version pinned by the config.</summary>
    public ResourceVersion? Version { get; init; }

    public string Icon { get; init; } = "";

    public bool ExposeBuildCreatedBy { get; init; }

    public SourcePosition Position { get; init; }
}
