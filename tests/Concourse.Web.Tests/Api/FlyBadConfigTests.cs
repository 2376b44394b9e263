using Concourse.Core;
using Concourse.Web.Tests.Server;

namespace Concourse.Web.Tests.Api;

/// <summary>What a user of <c>fly set-pipeline</c> sees when the config is wrong (fly.md §9.7): the message, exit code 1, nothing saved.</summary>
public sealed class FlyBadConfigTests(SharedNode shared) : IClassFixture<SharedNode>, IAsyncLifetime
{
    private readonly DirectoryInfo home = Directory.CreateTempSubdirectory("fly-home-");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var login = await FlyAsync("-t", "t", "login", "-c", shared.Node.Url.ToString(), "-u", "admin", "-p", "admin");
        Assert.Equal((0, ""), (login.ExitCode, login.Errors));
    }

    public ValueTask DisposeAsync()
    {
        home.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData(
        "unknown-key",
        "jobs: [{name: j, plaan: []}]",
        "error: invalid pipeline config:\nmalformed config: error unmarshaling JSON: while decoding JSON: json: unknown field \"plaan\"\n"
        + "{file}:1:18: error unmarshaling JSON: while decoding JSON: json: unknown field \"plaan\" (did you mean 'plan'?)\n")]
    [InlineData(
        "unknown-resource",
        "jobs: [{name: j, plan: [{get: nope}]}]",
        "error: invalid pipeline config:\ninvalid jobs:\n\tjobs.j.plan.do[0].get(nope): unknown resource 'nope'\n\n"
        + "{file}:1:25: jobs.j.plan.do[0].get(nope): unknown resource 'nope'\n")]
    [InlineData(
        "wrong-type",
        "resources: {name: r}",
        "error: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal object into Go struct field Config.resources of type atc.ResourceConfigs")]
    [InlineData(
        "no-yaml",
        "jobs: [1, 2",
        "error: error parsing yaml before applying templates: yaml: line 1: did not find expected ',' or ']'")]
    public async Task A_bad_config_ends_with_exit_code_1_and_the_message_and_saves_nothing(string pipeline, string text, string message)
    {
        var file = Path.Combine(home.FullName, "pipeline.yml");
        await File.WriteAllTextAsync(file, text, Ct);
        var set = await FlyAsync("-t", "t", "set-pipeline", "-n", "-p", pipeline, "-c", file);
        Assert.Equal(1, set.ExitCode);
        Assert.Contains(message.Replace("{file}", file, StringComparison.Ordinal), set.Errors, StringComparison.Ordinal);
        var client = await shared.Node.ClientAsync(TestUsers.Admin);
        Assert.Null(await client.PipelineAsync("main", new PipelineRef(pipeline), Ct));
    }

    [Fact]
    public async Task A_good_config_ends_with_exit_code_0()
    {
        var file = Path.Combine(home.FullName, "pipeline.yml");
        await File.WriteAllTextAsync(file, ConfigTests.Simple, Ct);
        var set = await FlyAsync("-t", "t", "set-pipeline", "-n", "-p", "good", "-c", file);
        Assert.Equal((0, ""), (set.ExitCode, set.Errors));
        Assert.Contains("pipeline created!", set.Output, StringComparison.Ordinal);
    }

    private Task<FlyRun> FlyAsync(params IReadOnlyList<string> arguments) => FlyRun.OfAsync(home.FullName, Ct, arguments);
}
