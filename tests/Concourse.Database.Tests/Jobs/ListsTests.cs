using Concourse.Core.Builds;
using Concourse.Core.Configuration;
using Concourse.Core.Configuration.Json;
using Concourse.Database.Builds;
using Concourse.Database.Encryption;
using Concourse.Database.Jobs;
using Concourse.Database.Resources;
using Concourse.Testing.Postgres;

namespace Concourse.Database.Tests.Jobs;

public sealed class ListsTests(PostgresFixture postgres) : PipelineFixtureTest(postgres)
{
    private JobsRepository Jobs => new(Database.Source, ColumnCipher.None);

    private ResourcesRepository Resources => new(Database.Source, ColumnCipher.None);

    [Fact]
    public async Task A_job_is_listed_with_its_builds_inputs_and_outputs()
    {
        var creation = new BuildCreationRepository(Database.Source, Cipher);
        var execution = new BuildExecutionRepository(Database.Source, Cipher);
        var finished = (await creation.TriggerAsync(BuildJob, null, Ct))!;
        await execution.StartAsync(finished.Id, Seed.DoNothing(), Ct);
        await execution.FinishAsync(finished.Id, BuildStatus.Failed, Ct);
        var next = (await creation.TriggerAsync(BuildJob, null, Ct))!;

        var jobs = await Jobs.ListForPipelineAsync(PipelineId, Ct);

        Assert.Equal(["build", "deploy"], jobs.Select(summary => summary.Job.Name));
        var (build, deploy) = (jobs[0], jobs[1]);
        Assert.Equal((finished.Id, "1", BuildStatus.Failed), (build.Finished!.Id, build.Finished.Name, build.Finished.Status));
        Assert.NotNull(build.Finished.EndTime);
        Assert.Equal((next.Id, BuildStatus.Pending, null), (build.Next!.Id, build.Next.Status, build.Next.StartTime));
        Assert.Equal(finished.Id, build.Transition!.Id);
        Assert.Equal(("repo", true), (Assert.Single(build.Inputs).Resource, build.Inputs[0].Trigger));
        Assert.Equal([new JobOutput("image", "image")], build.Outputs);
        Assert.Null(deploy.Finished);
        Assert.Equal(["image", "repo"], deploy.Inputs.Select(input => input.Name));
        Assert.All(deploy.Inputs, input => Assert.Equal(["build"], input.Passed));
        Assert.Equal((finished.Id, next.Id), ((await new BuildsRepository(Database.Source).FindFinishedAndNextAsync(BuildJob, Ct)) is var (f, n) ? (f!.Id, n!.Id) : default));
    }

    [Fact]
    public async Task Lists_show_what_their_reader_may_see()
    {
        var other = await Rows.TeamAsync("other");
        await Rows.PipelineAsync(other.Id, new PipelineConfig { Jobs = [Seed.Job("hidden")], Resources = [Seed.Resource("hidden")] }, "hidden");
        var shown = await Rows.PipelineAsync(other.Id, new PipelineConfig { Jobs = [Seed.Job("shown")], Resources = [Seed.Resource("shown")] }, "shown");
        await Rows.ExecuteAsync($"UPDATE pipelines SET public = true WHERE id = {shown}");

        Assert.Equal(["build", "deploy", "shown"], (await Jobs.ListVisibleAsync(["main"], Ct)).Select(summary => summary.Job.Name));
        Assert.Equal(["shown"], (await Jobs.ListVisibleAsync([], Ct)).Select(summary => summary.Job.Name));
        Assert.Equal(4, (await Jobs.ListAllAsync(Ct)).Count);
        Assert.Equal(["repo", "image", "shown"], (await Resources.ListVisibleAsync(["main"], Ct)).OrderBy(r => r.Id).Select(r => r.Name));
        Assert.Equal(4, (await Resources.ListAllAsync(Ct)).Count);
        Assert.Equal(["image", "repo"], (await Resources.ListForPipelineAsync(PipelineId, Ct)).Select(r => r.Name));
    }

    [Fact]
    public async Task A_job_is_paused_by_its_first_pauser_and_scheduled_when_unpaused()
    {
        await Jobs.PauseAsync(BuildJob, "first", Ct);
        await Jobs.PauseAsync(BuildJob, "second", Ct);
        Assert.Equal((true, "first"), ((await Jobs.FindAsync(BuildJob, Ct))!.Paused, (await Jobs.FindAsync(BuildJob, Ct))!.PausedBy));

        await Jobs.UnpauseAsync(BuildJob, Ct);
        await Jobs.UnpauseAsync(DeployJob, Ct);

        Assert.False((await Jobs.FindAsync(PipelineId, "build", Ct))!.Paused);
        Assert.Equal("build", await RequestedJobsAsync());
        Assert.Null(await Jobs.FindAsync(PipelineId, "nope", Ct));
    }

    [Fact]
    public async Task Configurations_are_read_as_saved()
    {
        Assert.Equal(
            ConfigJson.Text(Seed.Resource("repo")),
            (await Resources.FindAsync(Repo, Ct))!.Config);
        Assert.StartsWith("""{"name":"build",""", await Jobs.ReadConfigAsync(BuildJob, Ct), StringComparison.Ordinal);
        Assert.Null(await Jobs.ReadConfigAsync(-1, Ct));
        Assert.Empty(await Resources.ListTypesAsync(PipelineId, Ct));
        Assert.Empty(await Resources.ListPrototypesAsync(PipelineId, Ct));
    }

    [Fact]
    public async Task A_resource_shows_its_newest_check_wherever_it_ran()
    {
        Assert.Null((await Resources.FindAsync(Repo, Ct))!.LastCheck);

        var check = (await new BuildCreationRepository(Database.Source, Cipher).StartResourceCheckAsync(Repo, true, Seed.DoNothing(), null, Ct))!;
        Assert.Equal((check.Id, BuildStatus.Started), ((await Resources.FindAsync(Repo, Ct))!.LastCheck!.Id, (await Resources.FindAsync(Repo, Ct))!.LastCheck!.Status));

        await Rows.ExecuteAsync($"UPDATE resources SET in_memory_build_id = {check.Id + 5}, in_memory_build_status = 'failed', in_memory_build_start_time = now() WHERE id = {Repo}");
        var newest = (await Resources.FindAsync(Repo, Ct))!.LastCheck!;
        Assert.Equal((check.Id + 5, BuildStatus.Failed, "check"), (newest.Id, newest.Status, newest.Name));
    }
}
