using System.Text.Json.Serialization;
using Concourse.Core.Json;
using Concourse.Core.Values;
using Concourse.Core.Versions;

namespace Concourse.Client.Wire;

/// <summary>A resource of a pipeline (rest-api.md §5).</summary>
public sealed record Resource
{
    public required string Name { get; init; }

    public required int PipelineId { get; init; }

    public required string PipelineName { get; init; }

    [JsonConverter(typeof(MapValueJsonConverter))]
    public MapValue? PipelineInstanceVars { get; init; }

    public required string TeamName { get; init; }

    public required string Type { get; init; }

    /// <summary>End of the last check, unix seconds.</summary>
    public long? LastChecked { get; init; }

    public string? Icon { get; init; }

    public Core.Versions.ResourceVersion? PinnedVersion { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool PinnedInConfig { get; init; }

    public string? PinComment { get; init; }

    /// <summary>The newest check.</summary>
    public BuildSummary? Build { get; init; }
}

/// <summary>A version of a resource, by its id in the database.</summary>
public sealed record ResourceConfigVersion
{
    public required int Id { get; init; }

    public IReadOnlyList<MetadataField>? Metadata { get; init; }

    public required Core.Versions.ResourceVersion Version { get; init; }

    public required bool Enabled { get; init; }
}

/// <summary>A custom resource type of a pipeline.</summary>
public sealed record ResourceType
{
    public required string Name { get; init; }

    public required string Type { get; init; }

    [JsonConverter(typeof(MapValueJsonConverter))]
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public MapValue? Source { get; init; }

    [JsonConverter(typeof(MapValueJsonConverter))]
    public MapValue? Defaults { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Privileged { get; init; }

    public string? CheckEvery { get; init; }

    public IReadOnlyList<string>? Tags { get; init; }

    [JsonConverter(typeof(MapValueJsonConverter))]
    public MapValue? Params { get; init; }
}

/// <summary>Asks for a check, from a version on or from the newest known.</summary>
public sealed record CheckRequest
{
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public Core.Versions.ResourceVersion? From { get; init; }

    public bool Shallow { get; init; }
}

/// <summary>Why a version is pinned.</summary>
public sealed record PinCommentRequest(string? PinComment);
