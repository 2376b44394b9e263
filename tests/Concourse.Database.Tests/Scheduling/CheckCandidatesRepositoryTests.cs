using Concourse.Database.Scheduling;
using Concourse.Testing.Postgres;

namespace Concourse.Database.Tests.Scheduling;

public sealed class CheckCandidatesRepositoryTests(PostgresFixture postgres) : DatabaseTest(postgres)
{
    private SchedulingRows rows = null!;

    private CheckCandidatesRepository Candidates => new(Database.Source);

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        rows = await new SchedulingRows(Database.Source).CreatePipelineAsync();
    }

    [Fact]
    public async Task A_manual_build_waits_for_every_input_that_was_not_checked_since_it_was_made()
    {
        var job = await rows.JobAsync("job");
        await rows.InputAsync(job, "trigger", await rows.ResourceAsync("trigger", "1"), trigger: true);
        await rows.InputAsync(job, "other", await rows.ResourceAsync("other", "1"));
        var build = await rows.BuildAsync(job, "pending", manual: true);

        Assert.Equal("trigger stale, other stale", await InputsOfAsync(job, build));

        await rows.ExecuteAsync("UPDATE resource_config_scopes SET last_check_end_time = now() + interval '1 second'");
        Assert.Equal("trigger, other", await InputsOfAsync(job, build));
    }

    [Fact]
    public async Task A_triggered_build_waits_for_inputs_that_do_not_trigger_and_whose_check_was_due_when_it_was_made()
    {
        var job = await rows.JobAsync("job");
        await rows.InputAsync(job, "trigger", await rows.ResourceAsync("trigger", "1"), trigger: true);
        await rows.InputAsync(job, "other", await rows.ResourceAsync("other", "1"));
        var build = await rows.BuildAsync(job, "pending");

        Assert.Equal("other stale", await InputsOfAsync(job, build));

        await rows.ExecuteAsync("UPDATE resource_config_scopes SET next_check_time = now() + interval '1 minute'");
        Assert.Equal("other", await InputsOfAsync(job, build));
    }

    [Fact]
    public async Task Inputs_that_have_passed_a_job_or_are_pinned_are_not_checked_for_a_build()
    {
        var upstream = await rows.JobAsync("upstream");
        var job = await rows.JobAsync("job");
        var pinned = await rows.ResourceAsync("pinned", "1");
        await rows.InputAsync(job, "passed", await rows.ResourceAsync("passed", "1"), passed: upstream);
        await rows.InputAsync(job, "pinned", pinned);
        await rows.PinAsync(pinned, """{"v":"1"}""");

        Assert.Equal("", await InputsOfAsync(job, await rows.BuildAsync(job, "pending", manual: true)));
        Assert.Equal("", await InputsOfAsync(job, await rows.BuildAsync(job, "pending")));
    }

    [Fact]
    public async Task A_resource_that_was_never_checked_keeps_only_a_manual_build_waiting()
    {
        var job = await rows.JobAsync("job");
        await rows.InputAsync(job, "in", await rows.ResourceAsync("in"));
        await rows.ExecuteAsync("UPDATE resources SET resource_config_scope_id = NULL");

        Assert.Equal("in stale", await InputsOfAsync(job, await rows.BuildAsync(job, "pending", manual: true)));
        Assert.Equal("in", await InputsOfAsync(job, await rows.BuildAsync(job, "pending")));
    }

    [Fact]
    public async Task An_input_that_is_being_checked_or_was_just_now_is_busy()
    {
        var job = await rows.JobAsync("job");
        var resource = await rows.ResourceAsync("in", "1");
        await rows.InputAsync(job, "in", resource);
        var build = await rows.BuildAsync(job, "pending", manual: true);
        await rows.CheckAsync(resource, "started");
        Assert.Equal("in stale busy", await InputsOfAsync(job, build));

        await rows.ExecuteAsync("UPDATE builds SET status = 'errored', completed = true, end_time = now() WHERE resource_id IS NOT NULL");
        Assert.Equal("in stale busy", await InputsOfAsync(job, build));

        await rows.ExecuteAsync("UPDATE builds SET end_time = now() - interval '11 seconds' WHERE resource_id IS NOT NULL");
        Assert.Equal("in stale", await InputsOfAsync(job, build));
    }

    private async Task<string> InputsOfAsync(int jobId, long buildId) => string.Join(
        ", ",
        (await Candidates.ListInputsAsync(jobId, buildId, Ct)).Select(i => i.ResourceName + (i.Stale ? " stale" : "") + (i.Busy ? " busy" : "")));
}
