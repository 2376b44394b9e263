namespace Concourse.Database.Builds;

/// <summary>Whose builds to list.</summary>
public sealed record BuildFilter
{
    private BuildFilter(string condition, object? value = null)
    {
        Condition = condition;
        Value = value;
    }

    internal string Condition { get; }

    internal object? Value { get; }

    /// <summary>Every build.</summary>
    public static BuildFilter All { get; } = new("true");

    /// <summary>The builds of some teams and of everybody's public pipelines.</summary>
    public static BuildFilter VisibleTo(IEnumerable<string> teamNames) => new("(t.name = ANY (@filter) OR p.public)", teamNames.ToArray());

    public static BuildFilter OfTeam(int teamId) => new("b.team_id = @filter", teamId);

    public static BuildFilter OfPipeline(int pipelineId) => new("b.pipeline_id = @filter", pipelineId);

    public static BuildFilter OfJob(int jobId) => new("b.job_id = @filter", jobId);
}
