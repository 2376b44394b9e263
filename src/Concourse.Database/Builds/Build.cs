using Concourse.Core;
using Concourse.Core.Builds;
using Concourse.Core.Json;
using Concourse.Core.Values;

namespace Concourse.Database.Builds;

/// <summary>A build without its plans. Times are UTC. Source: engine chapter §1.</summary>
public sealed record Build
{
    public required long Id { get; init; }

    /// <summary>A number for job builds (reruns: <c>N.M</c>), a number of its own sequence for one-off builds, <c>check</c> for checks.</summary>
    public required string Name { get; init; }

    public required BuildStatus Status { get; init; }

    public required int TeamId { get; init; }

    public required string TeamName { get; init; }

    /// <summary>Null for one-off builds outside of pipelines.</summary>
    public int? PipelineId { get; init; }

    public string? PipelineName { get; init; }

    /// <summary>JSON object; null if the pipeline is no instance.</summary>
    public string? PipelineInstanceVars { get; init; }

    /// <summary>Null for one-off builds and checks.</summary>
    public int? JobId { get; init; }

    public string? JobName { get; init; }

    /// <summary>Set for checks of a resource.</summary>
    public int? ResourceId { get; init; }

    public string? ResourceName { get; init; }

    /// <summary>Set for checks of a resource type.</summary>
    public int? ResourceTypeId { get; init; }

    public DateTime CreateTime { get; init; }

    public DateTime? StartTime { get; init; }

    public DateTime? EndTime { get; init; }

    /// <summary>When its events were deleted.</summary>
    public DateTime? ReapTime { get; init; }

    /// <summary>It has finished.</summary>
    public bool Completed { get; init; }

    /// <summary>It holds one of its job's slots.</summary>
    public bool Scheduled { get; init; }

    /// <summary>Its abort was requested; says nothing about its status.</summary>
    public bool Aborted { get; init; }

    public bool InputsReady { get; init; }

    public bool ManuallyTriggered { get; init; }

    public string? CreatedBy { get; init; }

    /// <summary>The original of a rerun.</summary>
    public long? RerunOf { get; init; }

    public string? RerunOfName { get; init; }

    public int RerunNumber { get; init; }

    /// <summary><c>exec.v2</c> once started.</summary>
    public string? Schema { get; init; }

    /// <summary>Trace carrier, a JSON object.</summary>
    public string? SpanContext { get; init; }

    public string? Comment { get; init; }

    /// <summary>Whether it is a check of a resource or resource type.</summary>
    public bool IsCheck => ResourceId is not null || ResourceTypeId is not null;

    /// <summary>Its pipeline's name and instance vars.</summary>
    public PipelineRef? Pipeline => PipelineName is null
        ? null
        : new PipelineRef(PipelineName, PipelineInstanceVars is null ? null : JsonText.Parse(PipelineInstanceVars) as MapValue);

    /// <summary>Where its events are stored.</summary>
    public Events.EventTable Events => IsCheck
        ? Database.Events.EventTable.OfChecks
        : PipelineId is { } pipeline ? Database.Events.EventTable.OfPipeline(pipeline) : Database.Events.EventTable.OfTeam(TeamId);
}
