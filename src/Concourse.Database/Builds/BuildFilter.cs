namespace Concourse.Database.Builds;

/// <summary>
/// Whose builds to list. Checks that nobody asked for are in no list: upstream does not store them as builds.
/// </summary>
public sealed record BuildFilter
{
    private const string Asked = "(b.manually_triggered OR (b.resource_id IS NULL AND b.resource_type_id IS NULL))";

    private BuildFilter(string condition, object? value = null)
    {
        Condition = condition;
        Value = value;
    }

    internal string Condition { get; }

    internal object? Value { get; }

    /// <summary>Every build.</summary>
    public static BuildFilter All { get; } = new(Asked);

    /// <summary>The builds of some teams and of everybody's public pipelines.</summary>
    public static BuildFilter VisibleTo(IEnumerable<string> teamNames) => new($"(t.name = ANY (@filter) OR p.public) AND {Asked}", teamNames.ToArray());

    public static BuildFilter OfTeam(int teamId) => new($"b.team_id = @filter AND {Asked}", teamId);

    public static BuildFilter OfPipeline(int pipelineId) => new($"b.pipeline_id = @filter AND {Asked}", pipelineId);

    public static BuildFilter OfJob(int jobId) => new("b.job_id = @filter", jobId);
}
