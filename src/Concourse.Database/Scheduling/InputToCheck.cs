namespace Concourse.Database.Scheduling;

/// <summary>An input of a pending build that is checked for it.</summary>
public sealed record InputToCheck : CheckCandidate
{
    /// <summary>
    /// The build waits for a check: it was made by hand after the last one, or after the next one was due.
    /// </summary>
    public required bool Stale { get; init; }

    /// <summary>It is being checked, or rests from its last check.</summary>
    public required bool Busy { get; init; }
}
