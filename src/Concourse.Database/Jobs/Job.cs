using Concourse.Core;
using Concourse.Core.Json;
using Concourse.Core.Values;

namespace Concourse.Database.Jobs;

/// <summary>A job without its configuration. Times are UTC.</summary>
public sealed record Job
{
    public required int Id { get; init; }

    public required string Name { get; init; }

    public required int PipelineId { get; init; }

    public required string PipelineName { get; init; }

    /// <summary>JSON object; null if the pipeline is no instance.</summary>
    public string? PipelineInstanceVars { get; init; }

    public required int TeamId { get; init; }

    public required string TeamName { get; init; }

    public bool Active { get; init; }

    public bool Paused { get; init; }

    public string? PausedBy { get; init; }

    public DateTime? PausedAt { get; init; }

    public bool Public { get; init; }

    public bool PipelinePublic { get; init; }

    public bool PipelinePaused { get; init; }

    public bool HasNewInputs { get; init; }

    public bool DisableManualTrigger { get; init; }

    public bool DisableReruns { get; init; }

    /// <summary>0: unlimited.</summary>
    public int MaxInFlight { get; init; }

    public long FirstLoggedBuildId { get; init; }

    /// <summary>Names of the groups it is in.</summary>
    public string[] Groups { get; init; } = [];

    public PipelineRef Pipeline => new(PipelineName, PipelineInstanceVars is null ? null : JsonText.Parse(PipelineInstanceVars) as MapValue);
}

/// <summary>An input of a job: a get step.</summary>
public sealed record JobInput(string Name, string Resource, IReadOnlyList<string> Passed, bool Trigger);

/// <summary>An output of a job: a put step.</summary>
public sealed record JobOutput(string Name, string Resource);

/// <summary>A job as lists and the dashboard show it; inputs and outputs by name.</summary>
public sealed record JobSummary(
    Job Job,
    BuildBrief? Finished,
    BuildBrief? Next,
    BuildBrief? Transition,
    IReadOnlyList<JobInput> Inputs,
    IReadOnlyList<JobOutput> Outputs);
