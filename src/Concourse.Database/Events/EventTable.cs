namespace Concourse.Database.Events;

/// <summary>One of the tables that hold build events; always read and written directly. Source: database chapter §7.</summary>
public readonly record struct EventTable
{
    private EventTable(string name) => Name = name;

    internal string Name { get; }

    /// <summary>Builds that check a resource or resource type, in the database or in memory.</summary>
    public static EventTable OfChecks { get; } = new("check_build_events");

    /// <summary>Other builds of a pipeline.</summary>
    public static EventTable OfPipeline(int pipelineId) => new($"pipeline_build_events_{pipelineId}");

    /// <summary>One-off builds outside of pipelines.</summary>
    public static EventTable OfTeam(int teamId) => new($"team_build_events_{teamId}");
}
