using System.Text.Json.Serialization;
using Concourse.Core.Json;
using Concourse.Core.Values;

namespace Concourse.Client.Wire;

/// <summary>A job in a list (rest-api.md §5).</summary>
public sealed record JobSummary
{
    public required int Id { get; init; }

    public required string Name { get; init; }

    public required string TeamName { get; init; }

    public required int PipelineId { get; init; }

    public required string PipelineName { get; init; }

    [JsonConverter(typeof(MapValueJsonConverter))]
    public MapValue? PipelineInstanceVars { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Paused { get; init; }

    public string? PausedBy { get; init; }

    public long? PausedAt { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool HasNewInputs { get; init; }

    public IReadOnlyList<string>? Groups { get; init; }

    public BuildSummary? FinishedBuild { get; init; }

    public BuildSummary? NextBuild { get; init; }

    public BuildSummary? TransitionBuild { get; init; }

    public IReadOnlyList<JobInput>? Inputs { get; init; }

    public IReadOnlyList<JobOutput>? Outputs { get; init; }
}

/// <summary>One job with its newest builds in full.</summary>
public sealed record Job
{
    public required int Id { get; init; }

    public required string Name { get; init; }

    public required string TeamName { get; init; }

    public required int PipelineId { get; init; }

    public required string PipelineName { get; init; }

    [JsonConverter(typeof(MapValueJsonConverter))]
    public MapValue? PipelineInstanceVars { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Paused { get; init; }

    public string? PausedBy { get; init; }

    public long? PausedAt { get; init; }

    public long? FirstLoggedBuildId { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool DisableManualTrigger { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool DisableReruns { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public Build? NextBuild { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public Build? FinishedBuild { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool HasNewInputs { get; init; }

    public IReadOnlyList<string>? Groups { get; init; }

    public IReadOnlyList<JobInput>? Inputs { get; init; }

    public IReadOnlyList<JobOutput>? Outputs { get; init; }
}

/// <summary>What a job gets. <see cref="Trigger"/> is left out when false in lists and always sent for a single job.</summary>
public sealed record JobInput(string Name, string Resource, IReadOnlyList<string>? Passed, bool? Trigger);

/// <summary>What a job puts.</summary>
public sealed record JobOutput(string Name, string Resource);

/// <summary>An input of a job's next build (<c>GET …/inputs</c>), with the resource's source as configured.</summary>
public sealed record BuildInputSpec
{
    public required string Name { get; init; }

    public required string Resource { get; init; }

    public required string Type { get; init; }

    [JsonConverter(typeof(MapValueJsonConverter))]
    public MapValue? Source { get; init; }

    [JsonConverter(typeof(MapValueJsonConverter))]
    public MapValue? Params { get; init; }

    public Core.Versions.ResourceVersion? Version { get; init; }

    public IReadOnlyList<string>? Tags { get; init; }
}
