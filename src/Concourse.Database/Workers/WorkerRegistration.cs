namespace Concourse.Database.Workers;

/// <summary>What a driver tells about its worker, again and again before it expires.</summary>
public sealed record WorkerRegistration
{
    public required string Name { get; init; }

    public string Platform { get; init; } = "linux";

    public IReadOnlyList<string> Tags { get; init; } = [];

    public IReadOnlyList<WorkerResourceType> ResourceTypes { get; init; } = [];

    /// <summary>The only team that may use it.</summary>
    public int? TeamId { get; init; }

    public string? Version { get; init; }

    public bool Ephemeral { get; init; }

    public int ActiveContainers { get; init; }

    public int ActiveVolumes { get; init; }

    public DateTime StartTime { get; init; } = DateTime.UnixEpoch;

    /// <summary>How long it counts as running after this registration.</summary>
    public required TimeSpan TimeToLive { get; init; }
}

/// <summary>The name belongs to a worker of another team, or to one of all teams. The message is upstream's.</summary>
public sealed class WorkerOwnedByOthersException()
    : Exception("worker already exists and is either global or owned by another team");
