using Concourse.Core;
using Concourse.Core.Json;
using Concourse.Core.Values;
using Concourse.Database.Jobs;

namespace Concourse.Database.Resources;

/// <summary>A resource with its pin and what its last check left. Times are UTC.</summary>
public sealed record Resource
{
    public required int Id { get; init; }

    public required string Name { get; init; }

    public required string Type { get; init; }

    public required int PipelineId { get; init; }

    public required string PipelineName { get; init; }

    /// <summary>JSON object; null if the pipeline is no instance.</summary>
    public string? PipelineInstanceVars { get; init; }

    public required int TeamId { get; init; }

    public required string TeamName { get; init; }

    /// <summary>JSON of the configuration; empty if the pipeline is archived.</summary>
    public string Config { get; init; } = "";

    public int? ResourceConfigId { get; init; }

    /// <summary>Its version history; null before its first check.</summary>
    public long? ScopeId { get; init; }

    /// <summary>When its last check ended; null if none has.</summary>
    public DateTime? LastChecked { get; init; }

    /// <summary>JSON of the version it is pinned to.</summary>
    public string? PinnedVersion { get; init; }

    /// <summary>The pin comes from the configuration and cannot be changed otherwise.</summary>
    public bool PinnedInConfig { get; init; }

    public string? PinComment { get; init; }

    /// <summary>The newest check.</summary>
    public BuildBrief? LastCheck { get; init; }

    public PipelineRef Pipeline => new(PipelineName, PipelineInstanceVars is null ? null : JsonText.Parse(PipelineInstanceVars) as MapValue);
}

/// <summary>A resource type or prototype of a pipeline.</summary>
public sealed record PipelineType
{
    public required int Id { get; init; }

    public required string Name { get; init; }

    public required string Type { get; init; }

    /// <summary>JSON of the configuration.</summary>
    public string Config { get; init; } = "";

    public int? ResourceConfigId { get; init; }
}
