namespace Concourse.Database.Events;

/// <summary>One of the tables that hold build events; always read and written directly. Source: database chapter §7.</summary>
public readonly record struct EventTable
{
    private EventTable(string name, bool indexesOldIds)
    {
        Name = name;
        IndexesOldIds = indexesOldIds;
    }

    internal string Name { get; }

    /// <summary>Events from before 64-bit build ids are found by an index, not by reading the whole table.</summary>
    internal bool IndexesOldIds { get; }

    /// <summary>Builds that check a resource or resource type, in the database or in memory.</summary>
    public static EventTable OfChecks { get; } = new("check_build_events", indexesOldIds: false);

    /// <summary>Other builds of a pipeline.</summary>
    public static EventTable OfPipeline(int pipelineId) => new($"pipeline_build_events_{pipelineId}", indexesOldIds: true);

    /// <summary>One-off builds outside of pipelines.</summary>
    public static EventTable OfTeam(int teamId) => new($"team_build_events_{teamId}", indexesOldIds: false);
}
