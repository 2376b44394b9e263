using Concourse.Core;
using Concourse.Core.Json;
using Concourse.Core.Values;

namespace Concourse.Database.Pipelines;

/// <summary>A pipeline without its configuration. JSON columns are kept as text; times are UTC.</summary>
public sealed record Pipeline
{
    public required int Id { get; init; }

    public required string Name { get; init; }

    /// <summary>JSON object; null if the pipeline is no instance.</summary>
    public string? InstanceVars { get; init; }

    public required int TeamId { get; init; }

    public required string TeamName { get; init; }

    /// <summary>Version of the configuration; 0 after archiving.</summary>
    public required int Version { get; init; }

    public bool Paused { get; init; }

    public string? PausedBy { get; init; }

    public DateTime? PausedAt { get; init; }

    public bool Public { get; init; }

    public bool Archived { get; init; }

    /// <summary>JSON list of groups, or <c>null</c>.</summary>
    public string Groups { get; init; } = "null";

    /// <summary>JSON object, or <c>null</c>.</summary>
    public string Display { get; init; } = "null";

    /// <summary>JSON of any kind; null if the configuration has none.</summary>
    public string? UserData { get; init; }

    /// <summary>The job whose set_pipeline step made it.</summary>
    public int? ParentJobId { get; init; }

    public long? ParentBuildId { get; init; }

    public DateTime LastUpdated { get; init; }

    /// <summary>Name and instance vars.</summary>
    public PipelineRef Ref => new(Name, InstanceVars is null ? null : JsonText.Parse(InstanceVars) as MapValue);
}
