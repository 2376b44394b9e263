using System.Text;
using Fly.Tests.Terminals;
using Microsoft.AspNetCore.Http;

namespace Fly.Tests.Programs;

public sealed class SetPipelineTests
{
    private const string ConfigPath = "/api/v1/teams/main/pipelines/hello/config";
    private const string PipelinePath = "/api/v1/teams/main/pipelines/hello";

    private const string Template = """
        resources:
        - {name: repo-b, type: mock, source: {who: ((who))}}
        jobs:
        - name: greet
          plan:
          - get: repo-b
            trigger: true
        """;

    private const string Stored = """
        {"config":{"resources":[{"name":"repo-b","type":"mock","source":{"who":"world"}}],
        "jobs":[{"name":"greet","plan":[{"get":"repo-a","trigger":true}]}]}}
        """;

    private const string ExistingPipeline =
        """{"id":1,"name":"hello","paused":false,"public":false,"archived":false,"team_name":"main"}""";

    private const string Diff =
        "jobs:\n  \e[0;33mjob greet has changed:\e[0m\n  name: greet\n  plan:\n"
        + "  \b\b\e[0;31m-\e[0m \e[0;31m- get: repo-a\e[0m\n  \b\b\e[0;32m+\e[0m \e[0;32m- get: repo-b\e[0m\n    trigger: true\n  \n";

    [Fact]
    public async Task A_change_is_shown_confirmed_and_saved_over_the_version_that_was_compared()
    {
        await using var server = await StrictServer.StartAsync();
        var saved = new Saved();
        server.On($"GET {ConfigPath}", StoredConfig)
            .On($"GET {PipelinePath}", ExistingPipeline)
            .On($"PUT {ConfigPath}", saved.Take(StatusCodes.Status200OK))
            .On($"GET {PipelinePath}", ExistingPipeline);
        using var fly = new FlyRun(server.Url);

        var code = await fly.RunAsync(new Screen(input: "y\n"), "-t", "ci", "set-pipeline", "-p", "hello", "-c", fly.File("ci.yml", Template), "-v", "who=world");

        Assert.Equal("", fly.Screen.Error);
        Assert.Equal(0, code);
        Assert.Equal(Diff + "\e[1mpipeline name: \e[0mhello\n\napply configuration? [yN]: configuration updated\n", fly.Screen.Output);
        Assert.Equal("42", saved.Version);
        Assert.Equal("application/x-yaml", saved.ContentType);
        Assert.Equal("bearer secret", saved.Authorization);
        Assert.Equal(
            "jobs:\n- name: greet\n  plan:\n  - get: repo-b\n    trigger: true\nresources:\n- name: repo-b\n  source:\n    who: world\n  type: mock\n",
            saved.Body);
    }

    [Fact]
    public async Task A_refused_change_is_not_saved()
    {
        await using var server = await StrictServer.StartAsync();
        server.On($"GET {ConfigPath}", StoredConfig).On($"GET {PipelinePath}", ExistingPipeline);
        using var fly = new FlyRun(server.Url);

        var code = await fly.RunAsync(
            new Screen(input: "\n"), "-t", "ci", "sp", "-p", "hello", "-c", fly.File("ci.yml", Template), "-v", "who=world", "--no-color");

        Assert.Equal(0, code);
        Assert.EndsWith("apply configuration? [yN]: bailing out\n", fly.Screen.Output, StringComparison.Ordinal);
        Assert.Contains("  \b\b+ - get: repo-b\n", fly.Screen.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(server.Requests, r => r.StartsWith("PUT", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_dry_run_stops_behind_the_changes()
    {
        await using var server = await StrictServer.StartAsync();
        server.On($"GET {ConfigPath}", StoredConfig);
        using var fly = new FlyRun(server.Url);

        Assert.Equal(0, await fly.RunAsync("-t", "ci", "sp", "-p", "hello", "-c", fly.File("ci.yml", Template), "-v", "who=world", "-d"));
        Assert.Equal(Diff + "\e[1mpipeline name: \e[0mhello\n\nDry-run mode was set, exiting.\n", fly.Screen.Output);
    }

    [Fact]
    public async Task An_equal_config_is_nothing_to_apply()
    {
        await using var server = await StrictServer.StartAsync();
        server.On($"GET {ConfigPath}", StoredConfig);
        using var fly = new FlyRun(server.Url);
        var same = Template.Replace("get: repo-b", "get: repo-a", StringComparison.Ordinal);

        Assert.Equal(0, await fly.RunAsync("-t", "ci", "sp", "-p", "hello", "-c", fly.File("ci.yml", same), "-v", "who=world", "-n"));
        Assert.Equal("no changes to apply\n", fly.Screen.Output);
    }

    [Fact]
    public async Task A_new_instance_is_created_under_its_vars_and_the_user_told_how_to_unpause_it()
    {
        const string query = "?vars.branch=%22main%22";
        await using var server = await StrictServer.StartAsync();
        var saved = new Saved();
        server.On($"GET {ConfigPath}{query}", "", StatusCodes.Status404NotFound)
            .On($"GET {PipelinePath}{query}", "", StatusCodes.Status404NotFound)
            .On($"PUT {ConfigPath}{query}", saved.Take(StatusCodes.Status201Created))
            .On($"GET {PipelinePath}{query}", ExistingPipeline.Replace("\"paused\":false", "\"paused\":true", StringComparison.Ordinal));
        using var fly = new FlyRun(server.Url);

        var code = await fly.RunAsync("-t", "ci", "sp", "-p", "hello", "-c", fly.File("ci.yml", Template), "-y", "who=[1]", "-i", "branch=main", "-n");

        Assert.Equal("", fly.Screen.Error);
        Assert.Equal(0, code);
        Assert.Equal("", saved.Version);
        Assert.EndsWith(
            "\e[1mpipeline name: \e[0mhello\n\e[1mpipeline instance vars:\e[0m\n  branch: main\n\npipeline created!\n"
            + $"you can view your pipeline here: {server.Url}/teams/main/pipelines/hello{query}\n"
            + "\nthe pipeline is currently paused. to unpause, either:\n  - run the unpause-pipeline command:\n"
            + "    fly -t ci unpause-pipeline -p hello/branch:main\n  - click play next to the pipeline in the web ui\n",
            fly.Screen.Output,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_server_finds_wrong_is_an_error_and_its_warnings_are_shown()
    {
        await using var server = await StrictServer.StartAsync();
        server.On($"GET {ConfigPath}", StoredConfig)
            .On($"GET {PipelinePath}", ExistingPipeline)
            .On($"PUT {ConfigPath}", """{"errors":["invalid jobs:\n\tjobs.greet is odd\n"]}""", StatusCodes.Status400BadRequest);
        using var fly = new FlyRun(server.Url);

        Assert.Equal(1, await fly.RunAsync("-t", "ci", "sp", "-p", "hello", "-c", fly.File("ci.yml", Template), "-v", "who=world", "-n"));
        Assert.Equal("error: invalid pipeline config:\ninvalid jobs:\n\tjobs.greet is odd\n\n", fly.Screen.Error);
    }

    [Fact]
    public async Task What_the_server_refuses_is_shown_with_its_place_in_the_users_file()
    {
        await using var server = await StrictServer.StartAsync();
        server.On($"GET {ConfigPath}", StoredConfig)
            .On($"GET {PipelinePath}", ExistingPipeline)
            .On($"PUT {ConfigPath}", """{"errors":["invalid jobs:\n\tjobs.greet.plan.do[0].get(gone): unknown resource 'gone'\n"]}""", StatusCodes.Status400BadRequest);
        using var fly = new FlyRun(server.Url);
        var file = fly.File("ci.yml", "# comments are not sent\njobs:\n- plan:\n  - get: gone\n  name: greet\n");

        Assert.Equal(1, await fly.RunAsync("-t", "ci", "sp", "-p", "hello", "-c", file, "-n"));
        Assert.Equal(
            "error: invalid pipeline config:\ninvalid jobs:\n\tjobs.greet.plan.do[0].get(gone): unknown resource 'gone'\n\n"
            + $"{file}:4:5: jobs.greet.plan.do[0].get(gone): unknown resource 'gone'\n",
            fly.Screen.Error);
    }

    [Fact]
    public async Task A_name_that_is_no_identifier_is_warned_of()
    {
        await using var server = await StrictServer.StartAsync();
        server.On($"GET {ConfigPath}", "", StatusCodes.Status404NotFound);
        using var fly = new FlyRun(server.Url);

        var code = await fly.RunAsync(
            "-t", "ci", "sp", "-p", "hello", "-d", "-c", fly.File("ci.yml", Template.Replace("greet", "Greet", StringComparison.Ordinal)));

        Assert.Equal(0, code);
        Assert.Equal(
            "\nDEPRECATION WARNING:\n  - jobs.Greet: 'Greet' is not a valid identifier: must start with a lowercase letter or a number\n\n"
            + "identifier schema documentation: https://concourse-ci.org/config-basics.html#schema.identifier\n\n",
            fly.Screen.Error);
    }

    [Fact]
    public async Task A_name_with_a_slash_is_refused_before_anything_is_sent()
    {
        using var fly = new FlyRun(api: null);

        Assert.Equal(1, await fly.RunAsync("sp", "-p", "a/b", "-c", fly.File("ci.yml", Template)));
        Assert.Equal("error: pipeline name cannot contain '/'\n", fly.Screen.Error);
    }

    private static async Task StoredConfig(HttpContext context)
    {
        context.Response.Headers["X-Concourse-Config-Version"] = "42";
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(Stored);
    }

    private sealed class Saved
    {
        public string? Version { get; private set; }

        public string? ContentType { get; private set; }

        public string? Authorization { get; private set; }

        public string? Body { get; private set; }

        public RequestDelegate Take(int status) => async context =>
        {
            Version = context.Request.Headers["X-Concourse-Config-Version"];
            ContentType = context.Request.ContentType;
            Authorization = context.Request.Headers.Authorization;
            using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
            Body = await reader.ReadToEndAsync(context.RequestAborted);
            context.Response.StatusCode = status;
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync("{}");
        };
    }
}
