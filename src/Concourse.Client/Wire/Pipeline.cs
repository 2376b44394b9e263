using System.Text.Json.Serialization;
using Concourse.Core.Json;
using Concourse.Core.Values;

namespace Concourse.Client.Wire;

/// <summary>A pipeline (rest-api.md §5). Times are unix seconds.</summary>
public sealed record Pipeline
{
    public required int Id { get; init; }

    public required string Name { get; init; }

    [JsonConverter(typeof(MapValueJsonConverter))]
    public MapValue? InstanceVars { get; init; }

    public required bool Paused { get; init; }

    public string? PausedBy { get; init; }

    public long? PausedAt { get; init; }

    public required bool Public { get; init; }

    public required bool Archived { get; init; }

    public IReadOnlyList<PipelineGroup>? Groups { get; init; }

    public required string TeamName { get; init; }

    public PipelineDisplay? Display { get; init; }

    [JsonConverter(typeof(ValueJsonConverter))]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Value? UserData { get; init; }

    public long? ParentBuildId { get; init; }

    public int? ParentJobId { get; init; }

    public long? LastUpdated { get; init; }
}

public sealed record PipelineGroup(string Name, IReadOnlyList<string>? Jobs, IReadOnlyList<string>? Resources);

public sealed record PipelineDisplay(string? BackgroundImage, string? BackgroundFilter);

/// <summary>Answer to saving a config, renaming and the like.</summary>
public sealed record SaveConfigResponse
{
    public IReadOnlyList<string>? Errors { get; init; }

    public IReadOnlyList<ConfigWarning>? Warnings { get; init; }

    /// <summary>Our own addition: the single mistakes behind the errors, with their places in the text that was sent.</summary>
    public IReadOnlyList<ConfigPlace>? Places { get; init; }
}

/// <summary>A mistake in a config: upstream's words, 1-based line and column, and what may have been meant.</summary>
public sealed record ConfigPlace(string Message, int Line, int Column, string? Hint);

/// <summary>Something in a config that is accepted but should be changed.</summary>
public sealed record ConfigWarning(string Type, string Message);

/// <summary>A new name.</summary>
public sealed record RenameRequest(string? Name);
