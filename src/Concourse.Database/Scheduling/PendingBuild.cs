namespace Concourse.Database.Scheduling;

/// <summary>A build that waits to be started.</summary>
public sealed record PendingBuild
{
    public required long Id { get; init; }

    /// <summary>The original of a rerun.</summary>
    public long? RerunOf { get; init; }

    public required bool ManuallyTriggered { get; init; }

    public required bool Aborted { get; init; }

    /// <summary>It holds a slot of its serial groups.</summary>
    public required bool Scheduled { get; init; }
}
