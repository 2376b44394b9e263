namespace Concourse.Database.Execution;

/// <summary>A worker in state <c>running</c> and what it offers.</summary>
public sealed record RunningWorker
{
    public string Name { get; init; } = "";

    public string Platform { get; init; } = "";

    /// <summary>Null: for every team.</summary>
    public int? TeamId { get; init; }

    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Names of its base resource types.</summary>
    public IReadOnlyList<string> ResourceTypes { get; init; } = [];
}
