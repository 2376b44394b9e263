using Concourse.Core.Builds;
using Concourse.Core.Plans;
using Concourse.Core.Values;
using Concourse.Database.Builds;
using Concourse.Database.Notifications;
using Concourse.Testing.Postgres;
using Dapper;
using Microsoft.Extensions.Logging.Abstractions;

namespace Concourse.Database.Tests.Builds;

public sealed class BuildLifeTests(PostgresFixture postgres) : PipelineFixtureTest(postgres)
{
    private BuildsRepository Builds => new(Database.Source);

    private BuildCreationRepository Creation => new(Database.Source, Cipher);

    private BuildExecutionRepository Execution => new(Database.Source, Cipher);

    [Fact]
    public async Task A_manual_trigger_makes_a_numbered_pending_build_and_asks_for_scheduling()
    {
        var first = (await Creation.TriggerAsync(BuildJob, "user", Ct))!;
        var second = (await Creation.TriggerAsync(BuildJob, null, Ct))!;

        Assert.Equal(("1", BuildStatus.Pending, true, "user", "build", "pipeline", "main"), (first.Name, first.Status, first.ManuallyTriggered, first.CreatedBy, first.JobName, first.PipelineName, first.TeamName));
        Assert.Equal(("2", (string?)null), (second.Name, second.CreatedBy));
        Assert.Equal("build", await RequestedJobsAsync());
        Assert.Equal(first.Id, await Rows.ScalarAsync<long>("SELECT next_build_id FROM jobs WHERE name = 'build'"));
        Assert.Null(await Creation.TriggerAsync(-1, null, Ct));
        Assert.Equal(second.Id, (await Builds.FindLatestAsync(BuildJob, Ct))!.Id);
    }

    [Fact]
    public async Task Starting_stores_the_encrypted_plan_the_public_plan_and_the_status_event()
    {
        var build = (await Creation.TriggerAsync(BuildJob, null, Ct))!;
        var plan = new GetPlan(new PlanId("2")) { Name = "repo", Type = "git", Source = new MapValue(("password", "secret")) };

        Assert.True(await Execution.StartAsync(build.Id, plan, Ct));
        Assert.False(await Execution.StartAsync(build.Id, plan, Ct));

        var started = (await Builds.FindAsync(build.Id, Ct))!;
        Assert.Equal((BuildStatus.Started, "exec.v2"), (started.Status, started.Schema));
        Assert.Equal(PlanJson.Write(plan), await Execution.ReadPlanAsync(build.Id, Ct));
        Assert.DoesNotContain("secret", await Rows.ScalarAsync<string>("SELECT private_plan || public_plan::text FROM builds"), StringComparison.Ordinal);
        Assert.Equal(("exec.v2", PublicPlan.Of(plan).Text), await Builds.FindPublicPlanAsync(build.Id, Ct));
        Assert.Equal([started.Id], (await Execution.ListStartedAsync(Ct)).Select(b => b.Id));
        var time = new DateTimeOffset(started.StartTime!.Value).ToUnixTimeSeconds();
        Assert.Equal([$$"""0 status 1.0 {"status":"started","time":{{time}}}"""], await EventsAsync(build));
    }

    [Fact]
    public async Task A_build_to_be_aborted_does_not_start_and_its_job_is_scheduled()
    {
        await using var bus = new NotificationBus(Database.Connections, TimeProvider.System, NullLogger<NotificationBus>.Instance);
        var build = (await Creation.TriggerAsync(BuildJob, null, Ct))!;
        await Rows.ExecuteAsync("UPDATE jobs SET last_scheduled = schedule_requested");
        await using var aborts = await bus.SubscribeAsync(Channels.BuildAbort(build.Id), Ct);

        Assert.True(await Execution.AbortAsync(build.Id, Ct));

        await aborts.WaitAsync(Ct);
        Assert.True(await Execution.IsAbortRequestedAsync(build.Id, Ct));
        Assert.False(await Execution.StartAsync(build.Id, Seed.DoNothing(), Ct));
        Assert.Equal("build", await RequestedJobsAsync());
        Assert.False(await Execution.AbortAsync(-1, Ct));
    }

    [Fact]
    public async Task A_succeeded_build_leaves_its_versions_for_jobs_downstream()
    {
        var build = await StartedAsync();
        await Rows.ExecuteAsync(
            $"""
            INSERT INTO build_resource_config_version_inputs (build_id, resource_id, version_digest, name)
            VALUES ({build.Id}, {Repo}, 'in', 'repo'), ({build.Id}, {Repo}, 'both', 'other');
            INSERT INTO build_resource_config_version_outputs (build_id, resource_id, version_digest, name) VALUES ({build.Id}, {Repo}, 'both', 'out');
            INSERT INTO jetbridge.step_outcomes (build_id, plan_id, outcome) VALUES ({build.Id}, '1', 'x');
            INSERT INTO jetbridge.stream_offsets (build_id, plan_id, stream, byte_offset) VALUES ({build.Id}, '1', 'stdout', 5);
            UPDATE jobs SET last_scheduled = schedule_requested;
            """);

        Assert.True(await Execution.FinishAsync(build.Id, BuildStatus.Succeeded, Ct));

        var finished = (await Builds.FindAsync(build.Id, Ct))!;
        Assert.Equal((BuildStatus.Succeeded, true), (finished.Status, finished.Completed));
        Assert.NotNull(finished.EndTime);
        Assert.Null(await Execution.ReadPlanAsync(build.Id, Ct));
        Assert.Equal($$"""{"{{Repo}}": ["both", "in"]}""", await Rows.ScalarAsync<string>("SELECT outputs::text FROM successful_build_outputs"));
        Assert.Equal("deploy", await RequestedJobsAsync());
        Assert.Equal(0, await Rows.ScalarAsync<int>("SELECT (SELECT count(*) FROM jetbridge.step_outcomes)::int + (SELECT count(*) FROM jetbridge.stream_offsets)::int"));
        Assert.Equal(2, (await EventsAsync(build)).Count);
        Assert.StartsWith("1 status 1.0 {\"status\":\"succeeded\"", (await EventsAsync(build))[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Finishing_twice_changes_nothing()
    {
        var build = await StartedAsync();

        Assert.True(await Execution.FinishAsync(build.Id, BuildStatus.Succeeded, Ct));
        Assert.False(await Execution.FinishAsync(build.Id, BuildStatus.Errored, Ct));
        Assert.False(await Execution.FinishAsync(-1, BuildStatus.Errored, Ct));

        Assert.Equal(BuildStatus.Succeeded, (await Builds.FindAsync(build.Id, Ct))!.Status);
        Assert.Equal(2, (await EventsAsync(build)).Count);
    }

    [Fact]
    public async Task The_jobs_pointers_follow_its_builds_and_reruns()
    {
        var first = await FinishedAsync(BuildStatus.Succeeded);
        Assert.Equal((first.Id, null, first.Id), await PointersAsync());

        var second = await FinishedAsync(BuildStatus.Succeeded);
        Assert.Equal((second.Id, null, first.Id), await PointersAsync());

        var third = await FinishedAsync(BuildStatus.Failed);
        Assert.Equal((third.Id, null, third.Id), await PointersAsync());

        var oldRerun = (await RerunAsync(first))!;
        Assert.Equal((third.Id, null, third.Id), await PointersAsync());
        await Execution.StartAsync(oldRerun.Id, Seed.DoNothing(), Ct);
        await Execution.FinishAsync(oldRerun.Id, BuildStatus.Errored, Ct);
        Assert.Equal((third.Id, null, third.Id), await PointersAsync());

        var rerun = (await RerunAsync(third))!;
        Assert.Equal((third.Id, rerun.Id, third.Id), await PointersAsync());
        await Execution.StartAsync(rerun.Id, Seed.DoNothing(), Ct);
        await Execution.FinishAsync(rerun.Id, BuildStatus.Succeeded, Ct);
        Assert.Equal((rerun.Id, null, rerun.Id), await PointersAsync());

        Assert.Equal([rerun.Id, third.Id, second.Id, oldRerun.Id, first.Id], (await Builds.ListAsync(BuildFilter.OfJob(BuildJob), new(), Ct)).Builds.Select(b => b.Id));
    }

    [Fact]
    public async Task A_rerun_is_numbered_behind_its_original_even_of_a_rerun()
    {
        var original = await FinishedAsync(BuildStatus.Failed);
        Assert.Null(await Creation.RerunAsync(original.Id, "user", Ct));

        var first = (await RerunAsync(original))!;
        await Rows.ExecuteAsync("UPDATE builds SET inputs_ready = true");
        var second = (await RerunAsync(first))!;

        Assert.Equal(("1.1", original.Id, "1", 1), (first.Name, first.RerunOf, first.RerunOfName, first.RerunNumber));
        Assert.Equal(("1.2", original.Id, 2), (second.Name, second.RerunOf, second.RerunNumber));
        Assert.False(second.ManuallyTriggered);
    }

    [Fact]
    public async Task A_rerun_finishing_before_any_original_leaves_no_latest_build()
    {
        var original = (await Creation.TriggerAsync(BuildJob, null, Ct))!;
        var rerun = (await RerunAsync(original))!;
        await Execution.StartAsync(rerun.Id, Seed.DoNothing(), Ct);

        await Execution.FinishAsync(rerun.Id, BuildStatus.Failed, Ct);

        Assert.Equal((null, original.Id, rerun.Id), await PointersAsync());
    }

    [Fact]
    public async Task One_off_builds_have_a_sequence_and_event_tables_of_their_own()
    {
        var ofTeam = await Creation.StartOneOffAsync(TeamId, null, Seed.DoNothing(), "user", Ct);
        var ofPipeline = await Creation.StartOneOffAsync(TeamId, PipelineId, Seed.DoNothing(), "user", Ct);

        Assert.Equal(("1", BuildStatus.Started), (ofTeam.Name, ofTeam.Status));
        Assert.Equal("2", ofPipeline.Name);
        Assert.Equal(1, await Rows.ScalarAsync<int>($"SELECT count(*)::int FROM team_build_events_{TeamId} WHERE build_id = {ofTeam.Id}"));
        Assert.Equal(1, await Rows.ScalarAsync<int>($"SELECT count(*)::int FROM pipeline_build_events_{PipelineId} WHERE build_id = {ofPipeline.Id}"));
        Assert.True(await Execution.FinishAsync(ofTeam.Id, BuildStatus.Failed, Ct));
    }

    [Fact]
    public async Task A_check_that_nobody_asked_for_is_not_made_while_another_runs()
    {
        var first = (await Creation.StartResourceCheckAsync(Repo, manual: false, Seed.DoNothing(), null, Ct))!;
        Assert.Null(await Creation.StartResourceCheckAsync(Repo, manual: false, Seed.DoNothing(), null, Ct));
        var manual = (await Creation.StartResourceCheckAsync(Repo, manual: true, Seed.DoNothing(), "user", Ct))!;

        Assert.Equal(("check", "repo", true, BuildStatus.Started), (manual.Name, manual.ResourceName, manual.IsCheck, manual.Status));
        Assert.Equal([first.Id, manual.Id], await Rows.RowsAsync<long>("SELECT build_id FROM check_build_events ORDER BY build_id"));
    }

    [Fact]
    public async Task Pipelines_that_a_job_no_longer_sets_are_archived_with_what_their_jobs_set()
    {
        var old = await FinishedAsync(BuildStatus.Succeeded);
        await Rows.ExecuteAsync(
            $"""
            INSERT INTO pipelines (id, name, team_id, secondary_ordering, parent_job_id, parent_build_id) VALUES (100, 'child', {TeamId}, 1, {BuildJob}, {old.Id});
            INSERT INTO jobs (id, name, pipeline_id, config) VALUES (100, 'setter', 100, 'x');
            INSERT INTO pipelines (id, name, team_id, secondary_ordering, parent_job_id, parent_build_id) VALUES (101, 'grandchild', {TeamId}, 1, 100, 1);
            """);

        var build = await StartedAsync();
        await Execution.FinishAsync(build.Id, BuildStatus.Failed, Ct);
        Assert.Equal(0, await Rows.ScalarAsync<int>("SELECT count(*)::int FROM pipelines WHERE archived"));

        await FinishedAsync(BuildStatus.Succeeded);
        Assert.Equal(["child", "grandchild"], await Rows.RowsAsync<string>("SELECT name FROM pipelines WHERE archived ORDER BY name"));
        Assert.Null(await Rows.ScalarAsync<string?>("SELECT config FROM jobs WHERE name = 'setter'"));
    }

    [Fact]
    public async Task Builds_that_finish_at_once_do_not_deadlock()
    {
        var builds = new List<Build>();
        for (var i = 0; i < 8; i++)
        {
            builds.Add(i % 2 == 0 ? await StartedAsync() : await StartedAsync(DeployJob));
        }

        await Task.WhenAll(builds.Select(build => Execution.FinishAsync(build.Id, BuildStatus.Succeeded, Ct)));

        Assert.Equal(8, await Rows.ScalarAsync<int>("SELECT count(*)::int FROM successful_build_outputs"));
    }

    private async Task<Build> StartedAsync(int? jobId = null)
    {
        var build = (await Creation.TriggerAsync(jobId ?? BuildJob, null, Ct))!;
        Assert.True(await Execution.StartAsync(build.Id, Seed.DoNothing(), Ct));
        return build;
    }

    private async Task<Build> FinishedAsync(BuildStatus status)
    {
        var build = await StartedAsync();
        Assert.True(await Execution.FinishAsync(build.Id, status, Ct));
        return build;
    }

    private async Task<Build?> RerunAsync(Build build)
    {
        await Rows.ExecuteAsync($"UPDATE builds SET inputs_ready = true WHERE id = {build.Id}");
        return await Creation.RerunAsync(build.Id, "user", Ct);
    }

    private async Task<(long? Latest, long? Next, long? Transition)> PointersAsync()
    {
        await using var connection = await Database.Source.OpenConnectionAsync(Ct);
        return await connection.QuerySingleAsync<(long?, long?, long?)>(
            "SELECT latest_completed_build_id, next_build_id, transition_build_id FROM jobs WHERE name = 'build'");
    }

    private Task<List<string>> EventsAsync(Build build) => Rows.RowsAsync<string>(
        $"SELECT concat_ws(' ', event_id, type, version, payload) FROM build_events WHERE build_id = {build.Id} ORDER BY event_id");
}
