namespace Concourse.Database.Workers;

/// <summary>State of a worker (<c>workers.state</c>).</summary>
public enum WorkerState
{
    Running,
    Stalled,
    Landing,
    Landed,
    Retiring,
}

/// <summary>A base resource type that a worker offers: another image or version makes its caches invalid.</summary>
public sealed record WorkerResourceType(string Type, string Image, string Version, bool Privileged = false, bool UniqueVersionHistory = false);

/// <summary>A worker. Times are UTC.</summary>
public sealed record Worker
{
    public required string Name { get; init; }

    public required string Platform { get; init; }

    public IReadOnlyList<string> Tags { get; init; } = [];

    public IReadOnlyList<WorkerResourceType> ResourceTypes { get; init; } = [];

    /// <summary>Null if every team may use it.</summary>
    public int? TeamId { get; init; }

    public string? TeamName { get; init; }

    public WorkerState State { get; init; }

    public string? Version { get; init; }

    public bool Ephemeral { get; init; }

    public int ActiveContainers { get; init; }

    public int ActiveVolumes { get; init; }

    public int ActiveTasks { get; init; }

    public DateTime? StartTime { get; init; }

    /// <summary>Null: never.</summary>
    public DateTime? Expires { get; init; }
}
