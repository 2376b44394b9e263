using Concourse.Core.Values;

namespace Concourse.Core.Configuration;

/// <summary>
/// A whole pipeline as its author wrote it (pipeline-config.md §2). Lists are null when absent, so that the JSON form
/// of the API survives a round trip.
/// </summary>
public sealed record PipelineConfig
{
    public IReadOnlyList<GroupConfig>? Groups { get; init; }

    public IReadOnlyList<VarSourceConfig>? VarSources { get; init; }

    public IReadOnlyList<ResourceConfig>? Resources { get; init; }

    public IReadOnlyList<ResourceTypeConfig>? ResourceTypes { get; init; }

    public IReadOnlyList<PrototypeConfig>? Prototypes { get; init; }

    public IReadOnlyList<JobConfig>? Jobs { get; init; }

    public DisplayConfig? Display { get; init; }

    /// <summary>Free data of the author's, returned with the pipeline.</summary>
    public Value? UserData { get; init; }

    public static PipelineConfig Empty { get; } = new();
}
