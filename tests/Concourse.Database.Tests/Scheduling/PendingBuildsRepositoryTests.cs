using Concourse.Database.Scheduling;
using Concourse.Testing.Postgres;

namespace Concourse.Database.Tests.Scheduling;

public sealed class PendingBuildsRepositoryTests(PostgresFixture postgres) : DatabaseTest(postgres)
{
    private SchedulingRows rows = null!;
    private PendingBuildsRepository pending = null!;
    private JobSchedulingRepository jobs = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        rows = await new SchedulingRows(Database.Source).CreatePipelineAsync();
        pending = new PendingBuildsRepository(Database.Source);
        jobs = new JobSchedulingRepository(Database.Source);
    }

    [Fact]
    public async Task One_pending_build_at_most_and_no_number_is_lost_for_it()
    {
        var job = await rows.JobAsync("job");

        await jobs.EnsurePendingBuildAsync(job, Ct);
        await jobs.EnsurePendingBuildAsync(job, Ct);

        Assert.Equal("1", await rows.ScalarAsync<string>("SELECT string_agg(name, ',') FROM builds"));
        Assert.Equal(1, await rows.ScalarAsync<int>("SELECT build_number_seq FROM jobs"));
        Assert.NotNull(await rows.ScalarAsync<long?>("SELECT next_build_id FROM jobs"));
    }

    [Fact]
    public async Task A_serial_job_runs_one_build_at_a_time_oldest_first()
    {
        var job = await Requested(await rows.JobAsync("job", 1, "job"));
        var first = await rows.BuildAsync(job.Id, "pending");
        var second = await rows.BuildAsync(job.Id, "pending");

        Assert.False(await pending.TakeSlotAsync(job, second, Ct));
        Assert.True(await pending.TakeSlotAsync(job, first, Ct));
        Assert.False(await pending.TakeSlotAsync(job, second, Ct));
        Assert.True(await rows.ScalarAsync<bool>("SELECT max_in_flight_reached FROM jobs"));

        await rows.ExecuteAsync("UPDATE builds SET status = 'succeeded', completed = true WHERE id = @first", new { first });
        Assert.True(await pending.TakeSlotAsync(job, second, Ct));
        Assert.False(await rows.ScalarAsync<bool>("SELECT max_in_flight_reached FROM jobs"));
    }

    [Fact]
    public async Task Jobs_of_one_serial_group_exclude_each_other()
    {
        var a = await Requested(await rows.JobAsync("a", 1, "deploy"));
        var b = await Requested(await rows.JobAsync("b", 1, "deploy", "other"));
        await rows.BuildAsync(a.Id, "started");
        var waiting = await rows.BuildAsync(b.Id, "pending");

        Assert.False(await pending.TakeSlotAsync(b, waiting, Ct));
    }

    [Fact]
    public async Task An_unlimited_job_always_gets_a_slot()
    {
        var job = await Requested(await rows.JobAsync("job"));
        await rows.BuildAsync(job.Id, "started");

        Assert.True(await pending.TakeSlotAsync(job, await rows.BuildAsync(job.Id, "pending"), Ct));
    }

    [Fact]
    public async Task A_build_adopts_the_next_inputs_with_their_versions_and_pipes()
    {
        var job = await rows.JobAsync("job");
        var resource = await rows.ResourceAsync("r", "1", "2");
        var source = await rows.SuccessfulBuildAsync(await rows.JobAsync("upstream"), "{}");
        var build = await rows.BuildAsync(job, "pending");
        await jobs.SaveNextInputsAsync(job, Mapping("in", new InputResolution.Resolved(resource, "2", true, [source])), Ct);

        var adoption = Assert.IsType<InputAdoption.Adopted>(await pending.AdoptNextInputsAsync(job, build, Ct));

        Assert.Equal([new AdoptedInput("in", """{"v": "2"}""")], adoption.Inputs);
        Assert.True(await rows.ScalarAsync<bool>("SELECT inputs_ready FROM builds WHERE id = @build", new { build }));
        Assert.Equal(source, await rows.ScalarAsync<long>("SELECT from_build_id FROM build_pipes WHERE to_build_id = @build", new { build }));
    }

    [Fact]
    public async Task A_chosen_version_that_is_gone_is_told_and_nothing_is_adopted()
    {
        var job = await rows.JobAsync("job");
        var resource = await rows.ResourceAsync("r", "1");
        var build = await rows.BuildAsync(job, "pending");
        await jobs.SaveNextInputsAsync(job, Mapping("in", new InputResolution.Resolved(resource, "gone", true, [])), Ct);

        Assert.IsType<InputAdoption.NotDetermined>(await pending.AdoptNextInputsAsync(job, build, Ct));

        Assert.Equal(
            "chosen version of input in not available",
            await rows.ScalarAsync<string>("SELECT resolve_error FROM next_build_inputs"));
        Assert.Equal(0, await rows.ScalarAsync<int>("SELECT count(*) FROM build_resource_config_version_inputs"));
    }

    [Fact]
    public async Task A_rerun_gets_the_inputs_of_its_original_as_no_first_occurrence()
    {
        var job = await rows.JobAsync("job");
        var resource = await rows.ResourceAsync("r", "1", "2");
        var original = await rows.BuildAsync(job, "failed");
        await rows.UsedAsync(original, "in", resource, "1");
        await rows.ExecuteAsync("UPDATE builds SET inputs_ready = true");
        var rerun = await rows.BuildAsync(job, "pending", rerunOf: original);

        var adoption = Assert.IsType<InputAdoption.Adopted>(await pending.AdoptOriginalInputsAsync(job, rerun, original, Ct));

        Assert.Equal([new AdoptedInput("in", """{"v": "1"}""")], adoption.Inputs);
        Assert.False(await rows.ScalarAsync<bool>(
            "SELECT first_occurrence FROM build_resource_config_version_inputs WHERE build_id = @rerun", new { rerun }));
    }

    [Fact]
    public async Task Inputs_are_loaded_with_their_passed_jobs_and_pins()
    {
        var a = await rows.JobAsync("a");
        var b = await rows.JobAsync("b");
        var job = await rows.JobAsync("job");
        var resource = await rows.ResourceAsync("r", "1");
        await rows.InputAsync(job, "in", resource, passed: b, trigger: true, version: "\"every\"");
        await rows.InputAsync(job, "in", resource, passed: a, trigger: true, version: "\"every\"");
        await rows.InputAsync(job, "pinned", resource, version: """{"v":"7"}""");
        await rows.PinAsync(resource, """{"v":"1"}""");

        var inputs = await jobs.LoadInputsAsync(job, Ct);

        Assert.Equal(["in", "pinned"], inputs.Select(i => i.Name));
        Assert.Equal([a, b], inputs[0].PassedJobIds);
        Assert.True(inputs[0] is { Trigger: true, EveryVersion: true, PinnedVersion: """{"v": "1"}""" });
        Assert.True(inputs[1] is { Trigger: false, EveryVersion: false, PinnedVersion: """{"v":"7"}""" });
    }

    [Fact]
    public async Task Marking_a_job_scheduled_keeps_a_request_that_came_in_between()
    {
        var job = await Requested(await rows.JobAsync("job"));

        await jobs.RequestScheduleAsync(job.Id, Ct);
        await jobs.MarkScheduledAsync(job.Id, job.ScheduleRequested, Ct);
        Assert.Single(await jobs.ListRequestedAsync(Ct));

        await jobs.MarkScheduledAsync(job.Id, (await Requested(job.Id)).ScheduleRequested, Ct);
        Assert.Empty(await jobs.ListRequestedAsync(Ct));
    }

    private async Task<RequestedJob> Requested(int jobId) => (await jobs.FindAsync(jobId, Ct))!;

    private static InputMapping Mapping(string name, InputResolution resolution) =>
        new(new Dictionary<string, InputResolution> { [name] = resolution }, Determined: true, RunAgain: false);
}
