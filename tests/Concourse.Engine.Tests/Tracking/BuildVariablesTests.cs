using Concourse.Core;
using Concourse.Core.Builds;
using Concourse.Core.Configuration;
using Concourse.Core.Configuration.Tasks;
using Concourse.Core.Plans;
using Concourse.Database.Builds;
using Concourse.Database.Encryption;
using Concourse.Database.Pipelines;
using Concourse.Engine.Tests.World;
using Concourse.Testing.Postgres;

namespace Concourse.Engine.Tests.Tracking;

/// <summary>Variables of whole builds: where they come from, and how a build ends that lacks one (pipeline-config.md §7.4).</summary>
public sealed class BuildVariablesTests(PostgresFixture postgres) : EngineTest(postgres)
{
    private const string NoJobs = "jobs: [{name: j, plan: []}]\n";
    private const string Sources = NoJobs + "var_sources: [{name: v, type: dummy, config: {vars: {token: s3cret, number: 5}}}]";

    [Fact]
    public async Task A_var_source_of_the_pipeline_answers_and_its_secrets_are_hidden()
    {
        var given = "";
        World.Scripts["run"] = p =>
        {
            given = p.Spec.Command[1];
            p.Print("uses s3cret");
            return Task.FromResult(0);
        };

        var (status, events) = await RunInPipelineAsync(Sources, Echo("((v:token))-((v:number))"));

        Assert.Equal(BuildStatus.Succeeded, status);
        Assert.Equal("s3cret-5", given);
        Assert.Contains("log 1 stdout: uses ((redacted))", events);
    }

    [Theory]
    [InlineData(Sources, "((w:token))", "failed to interpolate task config: missing source 'w' in var: w:token")]
    [InlineData(Sources, "((.:x))", "failed to interpolate task config: missing source '.' in var: .:x")]
    [InlineData(Sources, "((v:x)) ((y))", "failed to interpolate task config: undefined vars: v:x, y")]
    [InlineData(NoJobs, "((w:token)) ((.:x))", "failed to interpolate task config: undefined vars: .:x, w:token")]
    public async Task A_var_that_nobody_knows_errors_the_step_in_upstreams_words(string pipeline, string argument, string message)
    {
        var (status, events) = await RunInPipelineAsync(pipeline, Echo(argument));

        Assert.Equal(BuildStatus.Errored, status);
        Assert.Equal(["status started", $"error 1: {message}", "status errored"], events);
    }

    [Fact]
    public async Task A_build_outside_of_pipelines_says_that_vars_of_any_source_are_undefined()
    {
        var (_, events) = await RunAsync(Echo("((w:token)) ((.:x))"));

        Assert.Equal("error 1: failed to interpolate task config: undefined vars: .:x, w:token", events[^2]);
    }

    [Fact]
    public async Task A_var_source_that_cannot_be_set_up_errors_the_build_before_its_first_step()
    {
        var (status, events) = await RunInPipelineAsync(
            NoJobs + "var_sources: [{name: v, type: dummy, config: {vars: {x: ((y))}}}]", Do("2", Echo("nothing")));

        Assert.Equal(BuildStatus.Errored, status);
        Assert.Equal(["status started", "error 2: evaluate var_source 'v' error: undefined vars: y", "status errored"], events);
    }

    private static TaskPlan Echo(string argument) => TaskOf("1", "run", new TaskConfig
    {
        Platform = "linux",
        RootfsUri = "docker:///busybox",
        Run = new TaskRunConfig { Path = "run", Args = [argument] },
    });

    private async Task<(BuildStatus Status, List<string> Events)> RunInPipelineAsync(string pipeline, Plan plan)
    {
        var saved = await new PipelinesRepository(Database.Source, ColumnCipher.None).SaveAsync(
            TeamId, new PipelineSave { Ref = new PipelineRef("p"), Config = ConfigReader.Pipeline(pipeline) }, Ct);
        var build = await new BuildCreationRepository(Database.Source, ColumnCipher.None).StartOneOffAsync(TeamId, saved.Id, plan, "tester", Ct);
        await using var engine = new EngineUnderTest(Database, World);
        await engine.Runner.RunAsync(build.Id, Ct);
        return (await StatusAsync(build.Id), await EventsAsync(build.Id));
    }
}
