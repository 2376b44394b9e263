using System.Text.Json.Serialization;

namespace Concourse.Client.Wire;

/// <summary>A worker (rest-api.md §5). Every key is always sent.</summary>
public sealed record Worker
{
    public int ActiveContainers { get; init; }

    public int ActiveVolumes { get; init; }

    public int ActiveTasks { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public IReadOnlyList<WorkerResourceType>? ResourceTypes { get; init; }

    public string Platform { get; init; } = "";

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>Name of the team that owns it; empty for a worker of everybody.</summary>
    public string Team { get; init; } = "";

    public string Name { get; init; } = "";

    public string Version { get; init; } = "";

    /// <summary>Unix seconds.</summary>
    public long StartTime { get; init; }

    public bool Ephemeral { get; init; }

    public string State { get; init; } = "";
}

/// <summary>A base resource type that a worker offers.</summary>
public sealed record WorkerResourceType
{
    public string Type { get; init; } = "";

    public string Image { get; init; } = "";

    public string Version { get; init; } = "";

    public bool Privileged { get; init; }

    public bool UniqueVersionHistory { get; init; }
}
