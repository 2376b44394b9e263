using Fly.Tests.Terminals;
using Microsoft.AspNetCore.Http;

namespace Fly.Tests.Programs;

/// <summary>Commands against a server that expects exactly their requests (fly.md §9).</summary>
public sealed class CommandTests
{
    private const string Builds = """
        [{"id":41,"name":"12","status":"failed","api_url":"/api/v1/builds/41","team_name":"main","pipeline_name":"hello","job_name":"greet",
          "start_time":1767348900,"end_time":1767348906,"created_by":"alice"},
         {"id":40,"name":"11","status":"pending","api_url":"/api/v1/builds/40","team_name":"main","pipeline_name":"hello","job_name":"greet"}]
        """;

    [Fact]
    public async Task Builds_are_a_table_with_trailing_blanks()
    {
        await using var server = await StrictServer.StartAsync();
        server.On("GET /api/v1/teams/main/pipelines/hello/jobs/greet/builds?limit=2", Builds);
        using var fly = new FlyRun(server.Url);

        Assert.Equal(0, await fly.RunAsync("-t", "ci", "builds", "-j", "hello/greet", "-c", "2", "--print-table-headers"));
        Assert.Equal(
            "id  name            status   start                     end                       duration  team  created by\n"
            + "41  hello/greet/12  failed   2026-01-02@10:15:00+0000  2026-01-02@10:15:06+0000  6s        main  alice     \n"
            + "40  hello/greet/11  pending  n/a                       n/a                       n/a       main  system    \n",
            fly.Screen.Output);
    }

    [Fact]
    public async Task Pipelines_are_coloured_on_a_terminal_and_archived_ones_left_out()
    {
        await using var server = await StrictServer.StartAsync();
        server.On("GET /api/v1/teams/main/pipelines", """
            [{"id":1,"name":"hello","instance_vars":{"branch":"main"},"paused":true,"public":false,"archived":false,"team_name":"main","last_updated":1767348900},
             {"id":2,"name":"old","paused":false,"public":false,"archived":true,"team_name":"main","last_updated":1}]
            """);
        using var fly = new FlyRun(server.Url);

        Assert.Equal(0, await fly.RunAsync(new Screen(isTerminal: true), "-t", "ci", "ps"));
        Assert.Equal(
            "\e[1mid\e[22m  \e[1mname\e[22m               \e[1mpaused\e[22m  \e[1mpublic\e[22m  \e[1mlast updated\e[22m                 \n"
            + "1   hello/branch:main  \e[36myes\e[0m     no      2026-01-02 10:15:00 +0000 UTC\n",
            fly.Screen.Output);
    }

    [Fact]
    public async Task Json_is_the_answer_of_the_api_indented()
    {
        await using var server = await StrictServer.StartAsync();
        server.On("GET /api/v1/workers", """[{"name":"k8s <1>","state":"running","platform":"linux","tags":null,"resource_types":[],"version":"2.5","unknown":1}]""");
        using var fly = new FlyRun(server.Url);

        Assert.Equal(0, await fly.RunAsync("-t", "ci", "workers", "--json"));
        Assert.StartsWith("[\n  {\n    \"active_containers\": 0,\n", fly.Screen.Output, StringComparison.Ordinal);
        Assert.Contains("    \"resource_types\": [],\n", fly.Screen.Output, StringComparison.Ordinal);
        Assert.Contains("    \"name\": \"k8s \\u003c1\\u003e\",\n", fly.Screen.Output, StringComparison.Ordinal);
        Assert.EndsWith("\n  }\n]\n", fly.Screen.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("unknown", fly.Screen.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("watch -j hello/greet", "/api/v1/teams/main/pipelines/hello/jobs/greet", "error: job not found\n")]
    [InlineData("watch -j hello/greet -b 3", "/api/v1/teams/main/pipelines/hello/jobs/greet/builds/3", "error: build not found\n")]
    [InlineData("abort-build -b 3", "/api/v1/builds/3", "error: build does not exist\n")]
    [InlineData("get-pipeline -p hello", "/api/v1/teams/main/pipelines/hello/config", "error: pipeline not found\n")]
    [InlineData("builds -p hello", "/api/v1/teams/main/pipelines/hello/builds?limit=50", "pipeline not found\n")]
    [InlineData("builds -j hello/greet", "/api/v1/teams/main/pipelines/hello/jobs/greet/builds?limit=50", "pipeline/job not found\n")]
    [InlineData("jobs -p hello", "/api/v1/teams/main/pipelines/hello/jobs", "error: resource not found\n")]
    public async Task What_is_not_there_is_said_in_the_commands_words(string line, string path, string error)
    {
        await using var server = await StrictServer.StartAsync();
        server.On($"GET {path}", "", StatusCodes.Status404NotFound, "text/plain");
        using var fly = new FlyRun(server.Url);

        Assert.Equal(1, await fly.RunAsync(["-t", "ci", .. line.Split(' ')]));
        Assert.Equal(error, fly.Screen.Error);
    }

    [Fact]
    public async Task Pausing_all_pipelines_goes_through_the_teams()
    {
        await using var server = await StrictServer.StartAsync();
        server.On("GET /api/v1/teams/main/pipelines", """
            [{"id":1,"name":"a","paused":false,"public":false,"archived":false,"team_name":"main"},
             {"id":2,"name":"b","instance_vars":{"n":1},"paused":false,"public":false,"archived":false,"team_name":"main"}]
            """)
            .On("PUT /api/v1/teams/main/pipelines/a/pause", "")
            .On("PUT /api/v1/teams/main/pipelines/b/pause?vars.n=1", "");
        using var fly = new FlyRun(server.Url);

        Assert.Equal(0, await fly.RunAsync("-t", "ci", "pause-pipeline", "-a"));
        Assert.Equal("paused 'a'\npaused 'b/n:1'\n", fly.Screen.Output);
    }

    [Fact]
    public async Task A_logout_keeps_the_token_when_the_server_does_not_agree()
    {
        await using var server = await StrictServer.StartAsync();
        string? cookie = null;
        server.On("GET /sky/logout", "", StatusCodes.Status500InternalServerError)
            .On("GET /sky/logout", context =>
            {
                cookie = context.Request.Headers.Cookie;
                return Task.CompletedTask;
            });
        using var fly = new FlyRun(server.Url);

        Assert.Equal(1, await fly.RunAsync("logout", "-a"));
        Assert.Equal("error: ci: failed to logout from API: logout failed with status: 500 Internal Server Error\n", fly.Screen.Error);
        Assert.Equal("secret", fly.Saved.Find("ci").SentToken?.Value);

        Assert.Equal(0, await fly.RunAsync("-t", "ci", "logout"));
        Assert.Equal("logged out of target: ci\n", fly.Screen.Output);
        Assert.Equal("skymarshal_auth=\"bearer secret\"", cookie);
        Assert.Null(fly.Saved.Find("ci").SentToken);
    }

    [Fact]
    public async Task Targets_show_until_when_their_tokens_are_valid()
    {
        using var fly = new FlyRun("https://ci.example.com");
        var token = new byte[28];
        BitConverter.TryWriteBytes(token.AsSpan(20), 1577836800L);
        fly.Saved.Save("dated", fly.Saved.Find("ci") with { Token = new("bearer", Convert.ToBase64String(token).TrimEnd('=')) });
        fly.Saved.Save("out", fly.Saved.Find("ci") with { Token = new("", "") });

        Assert.Equal(0, await fly.RunAsync("targets"));
        Assert.Equal(
            "ci     https://ci.example.com  main  n/a: invalid token           \n"
            + "dated  https://ci.example.com  main  Wed, 01 Jan 2020 00:00:00 UTC\n"
            + "out    https://ci.example.com  main  n/a                          \n",
            fly.Screen.Output);
    }
}
