namespace Concourse.Database.Scheduling;

/// <summary>One input of a job as the resolver sees it: a row group of <c>job_inputs</c>, with the version pin that applies.</summary>
public sealed record InputConfiguration
{
    /// <summary>The get step's name.</summary>
    public required string Name { get; init; }

    public required int JobId { get; init; }

    public required int ResourceId { get; init; }

    /// <summary>Jobs that a version must have passed; empty for none. Ascending, the order in which they are asked.</summary>
    public IReadOnlyList<int> PassedJobIds { get; init; } = [];

    /// <summary>A new version starts a build.</summary>
    public bool Trigger { get; init; }

    /// <summary><c>version: every</c>.</summary>
    public bool EveryVersion { get; init; }

    /// <summary>The step's pinned version, else the resource's; JSON object text. Matches every version that contains it.</summary>
    public string? PinnedVersion { get; init; }
}
