namespace Concourse.Database.Scheduling;

/// <summary>A resource that may be due for a check.</summary>
public record CheckCandidate
{
    public required int ResourceId { get; init; }

    public required string ResourceName { get; init; }

    public required int PipelineId { get; init; }

    public required int PipelineVersion { get; init; }

    /// <summary>The pinned version as JSON object text, if any: checks start from it.</summary>
    public string? Pin { get; init; }

    /// <summary>Since the end of the last check, by the database's clock; null when it was never checked.</summary>
    public TimeSpan? SinceLastCheck { get; init; }
}
