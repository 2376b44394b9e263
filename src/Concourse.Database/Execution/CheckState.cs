namespace Concourse.Database.Execution;

/// <summary>What is known of the last check of a scope, with the database's clock beside it.</summary>
public sealed record CheckState
{
    public DateTimeOffset LastStart { get; init; }

    public DateTimeOffset LastEnd { get; init; }

    public bool LastSucceeded { get; init; }

    /// <summary>The database's now, the one clock of intervals.</summary>
    public DateTimeOffset Now { get; init; }
}
