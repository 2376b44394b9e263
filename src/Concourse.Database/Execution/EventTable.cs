namespace Concourse.Database.Execution;

/// <summary>Where a build's events are: one table per pipeline, per team, and one for all checks (database chapter §7).</summary>
public sealed record EventTable
{
    private EventTable(string name) => Name = name;

    /// <summary>The table's name, made of fixed text and a number.</summary>
    public string Name { get; }

    public static EventTable Checks { get; } = new("check_build_events");

    public static EventTable Of(int teamId, int? pipelineId, bool isResourceOrTypeCheck) =>
        isResourceOrTypeCheck ? Checks
        : pipelineId is { } pipeline ? new($"pipeline_build_events_{pipeline}")
        : new($"team_build_events_{teamId}");
}
