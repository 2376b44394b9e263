using System.Text.Json.Serialization;
using Concourse.Core.Builds;
using Concourse.Core.Json;
using Concourse.Core.Values;

namespace Concourse.Client.Wire;

/// <summary>A build (rest-api.md §5). Times are unix seconds; a time that has not come is null and left out.</summary>
public sealed record Build
{
    public required long Id { get; init; }

    public required string TeamName { get; init; }

    /// <summary><c>1</c>, <c>2</c>, <c>2.1</c> for a rerun; a number of its own sequence for one-off builds; <c>check</c>.</summary>
    public required string Name { get; init; }

    [JsonConverter(typeof(BuildStatusJsonConverter))]
    public required BuildStatus Status { get; init; }

    /// <summary>Path only: <c>/api/v1/builds/&lt;id&gt;</c>.</summary>
    public required string ApiUrl { get; init; }

    public string? Comment { get; init; }

    public string? JobName { get; init; }

    public string? ResourceName { get; init; }

    public int? PipelineId { get; init; }

    public string? PipelineName { get; init; }

    [JsonConverter(typeof(MapValueJsonConverter))]
    public MapValue? PipelineInstanceVars { get; init; }

    public long? StartTime { get; init; }

    public long? EndTime { get; init; }

    public long? ReapTime { get; init; }

    public int? RerunNumber { get; init; }

    public RerunOf? RerunOf { get; init; }

    public string? CreatedBy { get; init; }
}

/// <summary>The build that a rerun repeats.</summary>
public sealed record RerunOf(long Id, string Name);

/// <summary>What the dashboard needs of a build. Unlike a <see cref="Build"/>'s, an absent time may be sent as Go's zero time.</summary>
public sealed record BuildSummary
{
    public required long Id { get; init; }

    public required string Name { get; init; }

    [JsonConverter(typeof(BuildStatusJsonConverter))]
    public required BuildStatus Status { get; init; }

    public long? StartTime { get; init; }

    public long? EndTime { get; init; }

    public required string TeamName { get; init; }

    public int PipelineId { get; init; }

    public string PipelineName { get; init; } = "";

    [JsonConverter(typeof(MapValueJsonConverter))]
    public MapValue? PipelineInstanceVars { get; init; }

    public string? JobName { get; init; }

    /// <summary>Raw public plan, of resource checks only.</summary>
    [JsonConverter(typeof(ValueJsonConverter))]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Value? Plan { get; init; }
}

/// <summary>The plan of a build as clients may see it.</summary>
public sealed record BuildPlan(string Schema, [property: JsonConverter(typeof(ValueJsonConverter))] Value Plan);

/// <summary>What keeps a pending build from starting (<c>blocking</c> or <c>not_blocking</c>).</summary>
public sealed record BuildPreparation
{
    public required long BuildId { get; init; }

    public required string PausedPipeline { get; init; }

    public required string PausedJob { get; init; }

    public required string MaxRunningBuilds { get; init; }

    public required IReadOnlyDictionary<string, string> Inputs { get; init; }

    public required string InputsSatisfied { get; init; }

    public required IReadOnlyDictionary<string, string> MissingInputReasons { get; init; }
}

/// <summary>Versions that went into a build and came out of it.</summary>
public sealed record BuildResources(IReadOnlyList<BuildInput> Inputs, IReadOnlyList<BuildOutput> Outputs);

public sealed record BuildInput(string Name, Core.Versions.ResourceVersion Version, int PipelineId, bool FirstOccurrence);

public sealed record BuildOutput(string Name, Core.Versions.ResourceVersion Version);
