using Concourse.Core.Values;

namespace Concourse.Engine.Builds;

/// <summary>The build that runs: what its steps, their environment and their containers' names need to know.</summary>
public sealed record BuildInfo
{
    public required long Id { get; init; }

    /// <summary>Number or <c>N.M</c> of a job build, number of a one-off build, <c>check</c>.</summary>
    public required string Name { get; init; }

    public required int TeamId { get; init; }

    public required string TeamName { get; init; }

    public int? PipelineId { get; init; }

    public string PipelineName { get; init; } = "";

    /// <summary>Null for a pipeline that is no instance.</summary>
    public MapValue? PipelineInstanceVars { get; init; }

    public int? JobId { get; init; }

    public string JobName { get; init; } = "";

    /// <summary>Set for a check of a resource.</summary>
    public int? ResourceId { get; init; }

    /// <summary>Set for a check of a resource type.</summary>
    public int? ResourceTypeId { get; init; }

    /// <summary>Who triggered it by hand; empty otherwise.</summary>
    public string CreatedBy { get; init; } = "";

    public DateTimeOffset CreateTime { get; init; }

    public DateTimeOffset StartTime { get; init; }
}
