using Concourse.Database.Scheduling;
using Concourse.Testing.Postgres;

namespace Concourse.Database.Tests.Scheduling;

public sealed class VersionHistoryTests(PostgresFixture postgres) : DatabaseTest(postgres)
{
    private SchedulingRows rows = null!;
    private VersionHistory history = null!;
    private int job;
    private int resource;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        rows = await new SchedulingRows(Database.Source).CreatePipelineAsync();
        history = new VersionHistory(Database.Source);
        job = await rows.JobAsync("job");
        resource = await rows.ResourceAsync("r", "1", "2", "3");
    }

    [Fact]
    public async Task The_latest_version_is_the_highest_enabled_one()
    {
        await rows.DisableAsync(resource, "3");

        Assert.Equal("2", await history.LatestAsync(resource, Ct));
    }

    [Fact]
    public async Task A_resource_without_a_scope_has_no_latest_version()
    {
        await rows.ExecuteAsync("UPDATE resources SET resource_config_scope_id = NULL");

        Assert.Null(await history.LatestAsync(resource, Ct));
    }

    [Fact]
    public async Task A_pin_matches_by_containment_even_a_disabled_version()
    {
        await rows.DisableAsync(resource, "1");

        Assert.Equal("1", await history.FindPinnedAsync(resource, """{"v":"1"}""", Ct));
        Assert.Null(await history.FindPinnedAsync(resource, """{"v":"9"}""", Ct));
    }

    [Theory]
    [InlineData("", "", "3", false)]
    [InlineData("", "1", "2", true)]
    [InlineData("2", "1", "3", false)]
    [InlineData("3", "2", "2", false)]
    [InlineData("2 3", "2", "1", false)]
    [InlineData("", "1 3 2", "3", false)]
    public async Task Every_takes_the_lowest_unused_version_else_the_newest_used(
        string disabled, string used, string expected, bool more)
    {
        foreach (var version in disabled.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            await rows.DisableAsync(resource, version);
        }

        foreach (var version in used.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            await rows.UsedAsync(await rows.BuildAsync(job, "failed"), "r", resource, version);
        }

        Assert.Equal(new NextVersion(expected, more), await history.NextEveryAsync(job, resource, Ct));
    }

    [Fact]
    public async Task First_occurrence_is_per_input_name_of_the_job()
    {
        await rows.UsedAsync(await rows.BuildAsync(job, "started"), "r", resource, "1");

        Assert.False(await history.IsFirstOccurrenceAsync(job, "r", resource, "1", Ct));
        Assert.True(await history.IsFirstOccurrenceAsync(job, "other", resource, "1", Ct));
        Assert.True(await history.IsFirstOccurrenceAsync(job, "r", resource, "2", Ct));
    }

    [Fact]
    public async Task Builds_come_newest_first_with_reruns_at_the_place_of_their_original()
    {
        var first = await rows.SuccessfulBuildAsync(job, "{}");
        var second = await rows.SuccessfulBuildAsync(job, "{}");
        var rerun = await rows.SuccessfulBuildAsync(job, "{}", rerunOf: first);

        Assert.Equal([second, rerun, first], await Ids(history.NewestFirstAsync(job, OutputConstraint.None, Ct)));
        Assert.Equal([second], await Ids(history.AfterAsync(job, first, Ct)));
        Assert.Equal([first], await Ids(history.FromBackAsync(job, first, OutputConstraint.None, Ct)));
        Assert.Equal([rerun, first], await Ids(history.FromBackAsync(job, rerun, OutputConstraint.None, Ct)));
    }

    [Fact]
    public async Task A_constraint_keeps_builds_whose_outputs_contain_all_of_it()
    {
        var wanted = await rows.SuccessfulBuildAsync(job, $$"""{"{{resource}}":["2","1"],"77":["y"]}""");
        await rows.SuccessfulBuildAsync(job, $$"""{"{{resource}}":["1"]}""");
        var constraint = new OutputConstraint(new Dictionary<int, IReadOnlyList<string>> { [resource] = ["2"], [77] = ["y"] });

        var builds = await history.NewestFirstAsync(job, constraint, Ct).ToListAsync(Ct);

        var build = Assert.Single(builds);
        Assert.Equal(wanted, build.BuildId);
        Assert.Contains(new BuildOutput(resource, "2"), build.Outputs);
    }

    [Fact]
    public async Task More_builds_than_a_page_all_come_once()
    {
        await rows.ExecuteAsync(
            """
            WITH made AS (
              INSERT INTO builds (name, job_id, team_id, status, completed)
              SELECT n::text, @job, @TeamId, 'succeeded', true FROM generate_series(1, 250) n RETURNING id)
            INSERT INTO successful_build_outputs (build_id, job_id, outputs) SELECT id, @job, '{}' FROM made
            """,
            new { job, rows.TeamId });

        var ids = await Ids(history.NewestFirstAsync(job, OutputConstraint.None, Ct));

        Assert.Equal(250, ids.Distinct().Count());
        Assert.Equal(ids.OrderDescending(), ids);
    }

    [Fact]
    public async Task Pages_of_originals_and_reruns_follow_each_other_in_order_both_ways()
    {
        await rows.ExecuteAsync(
            """
            WITH originals AS (
              INSERT INTO builds (name, job_id, team_id, status, completed)
              SELECT n::text, @job, @TeamId, 'succeeded', true FROM generate_series(1, 150) n RETURNING id),
            reruns AS (
              INSERT INTO builds (name, job_id, team_id, status, completed, rerun_of)
              SELECT id || '.1', @job, @TeamId, 'succeeded', true, id FROM originals WHERE id % 2 = 0 RETURNING id, rerun_of)
            INSERT INTO successful_build_outputs (build_id, job_id, outputs, rerun_of)
            SELECT id, @job, '{}'::jsonb, NULL FROM originals UNION ALL SELECT id, @job, '{}', rerun_of FROM reruns
            """,
            new { job, rows.TeamId });
        var expected = await rows.ScalarAsync<long[]>("SELECT array_agg(id ORDER BY COALESCE(rerun_of, id), id) FROM builds");

        Assert.Equal(expected.Reverse(), await Ids(history.NewestFirstAsync(job, OutputConstraint.None, Ct)));
        Assert.Equal(expected.Skip(1), await Ids(history.AfterAsync(job, expected[0], Ct)));
    }

    [Fact]
    public async Task The_last_used_builds_are_those_that_fed_the_user_of_the_newest_version()
    {
        var upstream = await rows.JobAsync("upstream");
        var older = await rows.SuccessfulBuildAsync(upstream, "{}");
        var newer = await rows.SuccessfulBuildAsync(upstream, "{}");
        await rows.UsedAsync(await rows.BuildAsync(job, "succeeded"), "r", resource, "2", newer);
        await rows.UsedAsync(await rows.BuildAsync(job, "succeeded"), "r", resource, "1", older);

        var lastUsed = await history.LastUsedBuildsAsync(job, resource, Ct);

        Assert.Equal(new Dictionary<int, long> { [upstream] = newer }, lastUsed);
    }

    private static async Task<List<long>> Ids(IAsyncEnumerable<SuccessfulBuild> builds) =>
        await builds.Select(b => b.BuildId).ToListAsync(Ct);
}
