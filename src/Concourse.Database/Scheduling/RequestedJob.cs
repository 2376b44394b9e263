namespace Concourse.Database.Scheduling;

/// <summary>A job whose scheduling was requested and not yet done.</summary>
public sealed record RequestedJob
{
    public required int Id { get; init; }

    public required string Name { get; init; }

    public required int PipelineId { get; init; }

    /// <summary>Version of the pipeline's config; 0 when archived.</summary>
    public required int PipelineVersion { get; init; }

    public required int TeamId { get; init; }

    /// <summary>As read before the pass, to the microsecond: it becomes <c>last_scheduled</c> when the pass needs no retry.</summary>
    public required DateTime ScheduleRequested { get; init; }

    /// <summary>The job or its pipeline is paused: only aborted builds are finished.</summary>
    public required bool Paused { get; init; }

    /// <summary>Its pipeline is archived: pending builds are aborted.</summary>
    public required bool Archived { get; init; }

    /// <summary>Builds of its serial groups that may run at once; 0 = any number.</summary>
    public required int MaxInFlight { get; init; }
}
