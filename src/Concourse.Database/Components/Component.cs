namespace Concourse.Database.Components;

/// <summary>A background component. <see cref="Interval"/> is Go duration text; <see cref="LastRan"/> is UTC, null if it never ran.</summary>
public sealed record Component
{
    public required int Id { get; init; }

    public required string Name { get; init; }

    public required string Interval { get; init; }

    public DateTime? LastRan { get; init; }

    public bool Paused { get; init; }
}
