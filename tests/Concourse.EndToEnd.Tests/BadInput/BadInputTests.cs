using Concourse.EndToEnd.Tests.World;

namespace Concourse.EndToEnd.Tests.BadInput;

/// <summary>
/// What is wrong in a pipeline, in a build's inputs or in a resource's answer is told in upstream's words by fly, with its exit
/// code, and leaves nothing behind.
/// </summary>
public sealed class BadInputTests(BadInputWorld world) : IClassFixture<BadInputWorld>
{
    private const string SelectedWorker = "\e[1mselected worker:\e[0m process-test-worker\n";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<string> Gets => Named("in");

    public static TheoryData<string> Puts => Named("out");

    public static TheoryData<string> Checks => Named("check");

    [Theory]
    [InlineData(
        "jobs: [{name: job, plaan: []}]",
        "error: invalid pipeline config:\nmalformed config: error unmarshaling JSON: while decoding JSON: json: unknown field \"plaan\"\n"
        + "pipeline.yml:1:20: error unmarshaling JSON: while decoding JSON: json: unknown field \"plaan\" (did you mean 'plan'?)\n")]
    [InlineData(
        "jobs: [{name: job, plan: [{get: 5}]}]",
        "error: error unmarshaling JSON: while decoding JSON: malformed get step: json: cannot unmarshal number into Go struct field GetStep.get of type string (line 1, column 33)\n")]
    [InlineData(
        "jobs: [{name: job, serial: soon}]",
        "error: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal string into Go struct field JobConfig.jobs.serial of type bool (line 1, column 28)\n")]
    [InlineData(
        "jobs: [{name: job",
        "error: error parsing yaml before applying templates: yaml: line 1: did not find expected ',' or '}'\n")]
    [InlineData(
        "jobs:\n- name: job\n  plan:\n  - get: nowhere\n",
        "error: invalid pipeline config:\ninvalid jobs:\n\tjobs.job.plan.do[0].get(nowhere): unknown resource 'nowhere'\n\n"
        + "pipeline.yml:4:5: jobs.job.plan.do[0].get(nowhere): unknown resource 'nowhere'\n")]
    public async Task A_pipeline_that_is_none_is_refused_and_not_saved(string text, string error)
    {
        const string Pipeline = "never-saved";

        var set = await world.SetAsync(Pipeline, text, Ct);

        Assert.Equal(error, set.Error.Replace(world.FileOf(Pipeline), "pipeline.yml", StringComparison.Ordinal));
        Assert.Equal(1, set.ExitCode);
        Assert.False(await world.ScalarAsync<bool>($"SELECT EXISTS (SELECT FROM pipelines WHERE name = '{Pipeline}')", Ct));
    }

    [Fact]
    public async Task An_input_that_no_step_made_errors_the_build()
    {
        var build = await BuildAsync("no-input");

        Assert.Equal(Started("no-input") + "\e[1minitializing\e[0m\nmissing inputs: nowhere\nerrored\n", build.Output);
        Assert.Equal((2, ""), (build.ExitCode, build.Error));
        Assert.Equal("errored", await StatusAsync("no-input"));
    }

    [Theory]
    [MemberData(nameof(Gets))]
    public async Task A_get_whose_script_answers_badly_ends_the_build_and_leaves_no_cache(string name)
    {
        await EndsBadlyAsync(name);

        Assert.Equal(
            0,
            await world.ScalarAsync<int>(
                $"""
                SELECT count(*) FROM volumes v JOIN worker_resource_caches w ON v.worker_resource_cache_id = w.id
                JOIN resource_cache_uses u ON u.resource_cache_id = w.resource_cache_id
                JOIN builds b ON b.id = u.build_id JOIN jobs j ON j.id = b.job_id WHERE j.name = '{name}'
                """,
                Ct));
    }

    [Theory]
    [MemberData(nameof(Puts))]
    public async Task A_put_whose_script_answers_badly_ends_the_build_and_saves_no_version(string name)
    {
        await EndsBadlyAsync(name);

        Assert.Equal(0, await VersionsAsync(name));
    }

    [Theory]
    [MemberData(nameof(Checks))]
    public async Task A_check_whose_script_answers_badly_saves_no_version(string name)
    {
        var answer = BadAnswer.All.Single(a => a.Name == name);

        var check = await world.FlyAsync(Ct, "check-resource", "-r", $"{BadInputWorld.Pipeline}/{name}");

        Assert.EndsWith($"{SelectedWorker}{answer.Shown}\n{answer.Status}\n", check.Output, StringComparison.Ordinal);
        Assert.Equal((ExitCode(answer), ""), (check.ExitCode, check.Error));
        Assert.Equal(0, await VersionsAsync(name));
    }

    private static TheoryData<string> Named(string script) => [.. BadAnswer.All.Where(a => a.Script == script).Select(a => a.Name)];

    private static int ExitCode(BadAnswer answer) => answer.Status == "failed" ? 1 : 2;

    private static string Started(string job) => $"started {BadInputWorld.Pipeline}/{job} #1\n\n";

    private async Task EndsBadlyAsync(string name)
    {
        var answer = BadAnswer.All.Single(a => a.Name == name);

        var build = await BuildAsync(name);

        Assert.Equal($"{Started(name)}{SelectedWorker}{answer.Shown}\n{answer.Status}\n", build.Output);
        Assert.Equal((ExitCode(answer), ""), (build.ExitCode, build.Error));
        Assert.Equal(answer.Status, await StatusAsync(name));
    }

    private Task<FlyResult> BuildAsync(string job) => world.FlyAsync(Ct, "trigger-job", "-j", $"{BadInputWorld.Pipeline}/{job}", "-w");

    private Task<string?> StatusAsync(string job) => world.ScalarAsync<string>(
        $"SELECT b.status::text FROM builds b JOIN jobs j ON j.id = b.job_id WHERE j.name = '{job}'", Ct);

    private Task<int> VersionsAsync(string resource) => world.ScalarAsync<int>(
        $"""
        SELECT count(*) FROM resource_config_versions v JOIN resources r ON r.resource_config_scope_id = v.resource_config_scope_id
        WHERE r.name = '{resource}'
        """,
        Ct);
}
