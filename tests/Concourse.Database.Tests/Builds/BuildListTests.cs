using Concourse.Core.Builds;
using Concourse.Core.Configuration;
using Concourse.Database.Builds;
using Concourse.Testing.Postgres;

namespace Concourse.Database.Tests.Builds;

public sealed class BuildListTests(PostgresFixture postgres) : PipelineFixtureTest(postgres)
{
    private BuildsRepository Builds => new(Database.Source);

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Rows.ExecuteAsync(
            $"""
            INSERT INTO builds (id, name, job_id, pipeline_id, team_id, status, start_time)
            SELECT i, i::text, {BuildJob}, {PipelineId}, {TeamId}, 'succeeded', to_timestamp(1000 + i) FROM generate_series(1, 9) i;
            """);
    }

    [Fact]
    public async Task Without_bounds_the_newest_come_first()
    {
        var page = await ListAsync(new BuildPageRequest { Limit = 3 });

        Assert.Equal([9L, 8, 7], page.Builds.Select(b => b.Id));
        Assert.Equal((null, 6L), (page.Newer, page.Older));
    }

    [Fact]
    public async Task Up_to_a_bound_the_newest_below_it_come_first()
    {
        var page = await ListAsync(new BuildPageRequest { To = 5, Limit = 2 });

        Assert.Equal([5L, 4], page.Builds.Select(b => b.Id));
        Assert.Equal((6L, 3L), (page.Newer, page.Older));
    }

    [Fact]
    public async Task From_a_bound_the_oldest_above_it_come_newest_first()
    {
        var page = await ListAsync(new BuildPageRequest { From = 8, Limit = 3 });
        var inner = await ListAsync(new BuildPageRequest { From = 3, Limit = 2 });

        Assert.Equal([9L, 8], page.Builds.Select(b => b.Id));
        Assert.Equal((null, 7L), (page.Newer, page.Older));
        Assert.Equal([4L, 3], inner.Builds.Select(b => b.Id));
        Assert.Equal((5L, 2L), (inner.Newer, inner.Older));
    }

    [Fact]
    public async Task Between_bounds_the_order_is_ascending()
    {
        Assert.Equal([3L, 4, 5], (await ListAsync(new BuildPageRequest { From = 3, To = 5 })).Builds.Select(b => b.Id));
        var failure = await Assert.ThrowsAsync<InvalidRangeException>(() => ListAsync(new BuildPageRequest { From = 5, To = 3 }));
        Assert.Equal("invalid range boundaries", failure.Message);
    }

    [Fact]
    public async Task Start_times_bound_without_neighbours()
    {
        var page = await ListAsync(new BuildPageRequest { From = 1003, To = 1005, Timestamps = true });

        Assert.Equal([5L, 4, 3], page.Builds.Select(b => b.Id));
        Assert.Equal((null, null), (page.Newer, page.Older));
    }

    [Fact]
    public async Task A_list_shows_what_its_reader_may_see()
    {
        var other = await Rows.TeamAsync("other");
        var hidden = await Rows.PipelineAsync(other.Id, PipelineConfig.Empty, "hidden");
        var shown = await Rows.PipelineAsync(other.Id, PipelineConfig.Empty, "shown");
        await Rows.ExecuteAsync(
            $"""
            DELETE FROM builds WHERE id > 1;
            UPDATE pipelines SET public = true WHERE id = {shown};
            INSERT INTO builds (id, name, team_id, pipeline_id, status) VALUES
                (20, 'x', {other.Id}, {hidden}, 'succeeded'), (21, 'x', {other.Id}, {shown}, 'succeeded'), (22, 'x', {other.Id}, NULL, 'succeeded');
            """);

        Assert.Equal([22L, 21, 20, 1], await IdsAsync(BuildFilter.All));
        Assert.Equal([21L, 1], await IdsAsync(BuildFilter.VisibleTo(["main"])));
        Assert.Equal([22L, 21, 20], await IdsAsync(BuildFilter.OfTeam(other.Id)));
        Assert.Equal([20L], await IdsAsync(BuildFilter.OfPipeline(hidden)));
    }

    [Fact]
    public async Task Checks_are_listed_only_when_somebody_asked_for_them()
    {
        await Rows.ExecuteAsync(
            $"""
            DELETE FROM builds WHERE id > 1;
            INSERT INTO builds (id, name, team_id, pipeline_id, resource_id, status, manually_triggered) VALUES
                (20, 'check', {TeamId}, {PipelineId}, {Repo}, 'succeeded', false), (21, 'check', {TeamId}, {PipelineId}, {Repo}, 'succeeded', true);
            """);

        foreach (var filter in (BuildFilter[])[BuildFilter.All, BuildFilter.VisibleTo(["main"]), BuildFilter.OfTeam(TeamId), BuildFilter.OfPipeline(PipelineId)])
        {
            Assert.Equal([21L, 1], await IdsAsync(filter));
        }

        Assert.Equal(1, (await Builds.ListAsync(BuildFilter.All, new BuildPageRequest { Limit = 1 }, Ct)).Older);
    }

    [Fact]
    public async Task A_check_is_open_to_the_teams_whose_resources_share_its_history()
    {
        var other = await Rows.TeamAsync("other");
        var elsewhere = await Rows.PipelineAsync(other.Id, new PipelineConfig { Resources = [Seed.Resource("shared")] }, "elsewhere");
        await Rows.ExecuteAsync(
            $"""
            INSERT INTO builds (id, name, team_id, pipeline_id, resource_id, status) VALUES (20, 'check', {TeamId}, {PipelineId}, {Repo}, 'succeeded');
            INSERT INTO base_resource_types (id, name) VALUES (1, 'git');
            INSERT INTO resource_configs (id, source_hash, base_resource_type_id) VALUES (1, 'x', 1);
            INSERT INTO resource_config_scopes (id, resource_config_id, last_check_build_id) VALUES (1, 1, 20);
            UPDATE resources SET resource_config_scope_id = 1 WHERE id = {Repo} OR pipeline_id = {elsewhere};
            """);
        var visibilities = new BuildVisibilityRepository(Database.Source);

        Assert.Equal(["main", "other"], (await visibilities.FindAsync(20, Ct)).SharingTeams);
        Assert.Empty((await visibilities.FindAsync(1, Ct)).SharingTeams);
    }

    [Fact]
    public async Task A_pending_build_tells_why_it_waits()
    {
        var details = new BuildDetailsRepository(Database.Source);
        await Rows.ExecuteAsync(
            $"""
            INSERT INTO builds (id, name, job_id, pipeline_id, team_id, status) VALUES (30, '30', {DeployJob}, {PipelineId}, {TeamId}, 'pending');
            UPDATE jobs SET paused = true, max_in_flight_reached = true WHERE id = {DeployJob};
            """);
        var build = (await Builds.FindAsync(30, Ct))!;

        var nothingResolved = (await details.ReadPreparationAsync(build, Ct))!;
        Assert.Equal((false, true, true), (nothingResolved.PausedPipeline, nothingResolved.PausedJob, nothingResolved.MaxRunningBuilds));
        Assert.Equal("input is not included in resolved candidates", nothingResolved.MissingInputReasons["repo"]);

        await Rows.ExecuteAsync($"INSERT INTO next_build_inputs (job_id, input_name, resolve_error) VALUES ({DeployJob}, 'repo', 'no luck')");
        var failed = (await details.ReadPreparationAsync(build, Ct))!;
        Assert.Equal(["repo"], failed.Inputs.Keys);
        Assert.Equal("no luck", failed.MissingInputReasons["repo"]);

        var done = (await details.ReadPreparationAsync(build with { Status = BuildStatus.Succeeded }, Ct))!;
        Assert.Empty(done.Inputs);
    }

    [Fact]
    public async Task A_comment_is_shown_with_its_build()
    {
        var details = new BuildDetailsRepository(Database.Source);
        await details.SetCommentAsync(1, "first", Ct);
        await details.SetCommentAsync(1, "second", Ct);

        Assert.Equal("second", (await Builds.FindAsync(1, Ct))!.Comment);
        Assert.Equal("1", (await Builds.FindAsync(BuildJob, "1", Ct))!.Name);
    }

    private Task<BuildPage> ListAsync(BuildPageRequest page) => Builds.ListAsync(BuildFilter.OfJob(BuildJob), page, Ct);

    private async Task<IEnumerable<long>> IdsAsync(BuildFilter filter) =>
        (await Builds.ListAsync(filter, new BuildPageRequest(), Ct)).Builds.Select(build => build.Id);
}
