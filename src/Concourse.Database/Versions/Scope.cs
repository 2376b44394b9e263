namespace Concourse.Database.Versions;

/// <summary>A version history. Times are UTC; the epoch stands for never. Source: database chapter §8.</summary>
public sealed record Scope
{
    public required long Id { get; init; }

    public required int ResourceConfigId { get; init; }

    /// <summary>Null if all resources of the configuration share it.</summary>
    public int? ResourceId { get; init; }

    public DateTime LastCheckStartTime { get; init; }

    public DateTime LastCheckEndTime { get; init; }

    public bool LastCheckSucceeded { get; init; }

    public long? LastCheckBuildId { get; init; }

    public DateTime NextCheckTime { get; init; }
}

/// <summary>A version in a scope.</summary>
public sealed record ScopedVersion
{
    public required long Id { get; init; }

    /// <summary>JSON object of texts.</summary>
    public required string Version { get; init; }

    /// <summary>Higher is newer.</summary>
    public int CheckOrder { get; init; }
}
