namespace Fly.Tests.Programs;

/// <summary>What fly says when a command fails, and with which exit code it ends (fly.md §2).</summary>
public sealed class ErrorTests
{
    [Fact]
    public async Task Without_a_target_the_user_is_told_how_to_name_one()
    {
        using var fly = new FlyRun(api: null);

        Assert.Equal(1, await fly.RunAsync("pipelines"));
        Assert.Equal(
            "no target specified. specify the target with -t or log in like so:\n\n    fly -t (alias) login -c (concourse url)\n\n", fly.Screen.Error);
    }

    [Fact]
    public async Task An_unknown_target_is_named()
    {
        using var fly = new FlyRun(api: null);

        Assert.Equal(1, await fly.RunAsync("-t", "nope", "jobs", "-p", "x"));
        Assert.Equal("error: unknown target: nope\n", fly.Screen.Error);
    }

    [Fact]
    public async Task A_401_tells_how_to_log_in()
    {
        await using var server = await StrictServer.StartAsync();
        server.On("GET /api/v1/teams/main/pipelines", "not authorized", 401, "text/plain");
        using var fly = new FlyRun(server.Url);

        Assert.Equal(1, await fly.RunAsync("-t", "ci", "pipelines"));
        Assert.Equal("not authorized. run the following to log in:\n\n    fly -t ci login\n\n", fly.Screen.Error);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_named()
    {
        using var fly = new FlyRun("http://127.0.0.1:1");

        Assert.Equal(1, await fly.RunAsync("-t", "ci", "pipelines"));
        Assert.Equal(
            "could not reach the Concourse server called ci:\n\n"
            + "    Get \"http://127.0.0.1:1/api/v1/info\": dial tcp 127.0.0.1:1: connect: connection refused\n\n"
            + "is the targeted Concourse running? better go catch it lol\n",
            fly.Screen.Error);
    }

    [Theory]
    [InlineData("9.0.0")]
    [InlineData("8.1.5")]
    public async Task A_server_of_another_minor_version_is_refused(string version)
    {
        await using var server = await StrictServer.StartAsync(version);
        using var fly = new FlyRun(server.Url);

        Assert.Equal(1, await fly.RunAsync("-t", "ci", "pipelines"));
        Assert.Equal(
            $"fly version (8.2.5) is out of sync with the target ({version}). to sync up, run the following:\n\n    fly -t ci sync\n\n"
            + "cowardly refusing to run due to significant version discrepancy\n",
            fly.Screen.Error);
    }

    [Fact]
    public async Task A_server_of_another_patch_is_only_warned_of()
    {
        await using var server = await StrictServer.StartAsync("8.2.1");
        server.On("GET /api/v1/teams/main/pipelines", "[]");
        using var fly = new FlyRun(server.Url);

        Assert.Equal(0, await fly.RunAsync("-t", "ci", "pipelines"));
        Assert.Equal(
            "WARNING:\n\nfly version (8.2.5) is out of sync with the target (8.2.1). to sync up, run the following:\n\n    fly -t ci sync\n\n",
            fly.Screen.Error);
    }

    [Fact]
    public async Task A_development_build_talks_to_every_server()
    {
        await using var server = await StrictServer.StartAsync("1.2.3");
        server.On("GET /api/v1/teams/main/pipelines", "[]");
        using var fly = new FlyRun(server.Url, version: "0.0.0-dev");

        Assert.Equal(0, await fly.RunAsync("-t", "ci", "pipelines"));
        Assert.Equal("", fly.Screen.Error);
    }

    [Theory]
    [InlineData(403, "forbidden", "error: you do not have a role on team 'ops'\n")]
    [InlineData(404, "", "error: team 'ops' does not exist\n")]
    [InlineData(500, "oops", "error: Unexpected Response\nStatus: 500 Internal Server Error\nBody: oops\n")]
    public async Task Another_team_must_exist_and_be_accessible(int status, string body, string error)
    {
        await using var server = await StrictServer.StartAsync();
        server.On("GET /api/v1/teams/ops", body, status, "text/plain");
        using var fly = new FlyRun(server.Url);

        Assert.Equal(1, await fly.RunAsync("-t", "ci", "pipelines", "--team", "ops"));
        Assert.Equal(error, fly.Screen.Error);
    }

    [Theory]
    [InlineData("one of the flags '-p, --pipeline' or '-a, --all' is required\n", "unpause-pipeline")]
    [InlineData("only one of the flags '-p, --pipeline' or '-a, --all' is allowed\n", "unpause-pipeline", "-p", "x", "-a")]
    [InlineData("error: must specify either --target or --all\n", "logout")]
    [InlineData("error: name for the target must be specified (--target/-t)\n", "login")]
    [InlineData("error: Cannot specify both --all and --team\n", "pipelines", "-a", "--team", "x")]
    [InlineData("error: Since time should be in the format: 2006-01-02 15:04:05\n", "builds", "--since", "yesterday")]
    [InlineData("error: Cannot have --since after --until\n", "builds", "--since", "2026-01-02 00:00:00", "--until", "2026-01-01 00:00:00")]
    [InlineData("error: Cannot specify both --pipeline and --job\n", "builds", "-p", "x", "-j", "x/y")]
    [InlineData("error: Cannot specify both --all-teams and --current-team\n", "builds", "-a", "--current-team")]
    [InlineData("error: pipeline: identifier cannot be an empty string\n", "get-pipeline", "-p", "")]
    public async Task Flags_that_contradict_each_other_are_refused(string error, params string[] line)
    {
        using var fly = new FlyRun(api: null);

        Assert.Equal(1, await fly.RunAsync(line));
        Assert.Equal(error, fly.Screen.Error);
    }
}
