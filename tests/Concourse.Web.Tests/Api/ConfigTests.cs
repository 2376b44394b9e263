using System.Net;
using System.Text;
using Concourse.Client.Http;
using Concourse.Core;
using Concourse.Core.Values;
using Concourse.Testing.Postgres;
using Concourse.Web.Tests.Server;

namespace Concourse.Web.Tests.Api;

public sealed class ConfigTests(PostgresFixture postgres)
{
    public const string Simple =
        """
        resources:
        - {name: r, type: mock, source: {force_version: "1"}}
        jobs:
        - name: j
          plan:
          - {get: r, trigger: true}
        """;

    private const string Smallest = "jobs: [{name: j, plan: []}]";

    private static readonly PipelineRef Pipeline = new("p");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_new_pipeline_is_created_paused_and_updated_with_its_version()
    {
        await using var node = await TestNode.StartAsync(postgres);
        var client = await node.ClientAsync("admin");
        Assert.Null(await client.PipelineConfigAsync("main", Pipeline, Ct));

        var first = await client.SavePipelineConfigAsync("main", Pipeline, "", Encoding.UTF8.GetBytes(Simple), false, Ct);
        Assert.True(first.Created);
        Assert.True((await client.PipelineAsync("main", Pipeline, Ct))!.Paused);

        var stored = await client.PipelineConfigAsync("main", Pipeline, Ct);
        Assert.Equal("j", ((MapValue)((ListValue)stored!.Config["jobs"])[0]).Text("name"));
        Assert.False((await client.SavePipelineConfigAsync("main", Pipeline, stored.Version, Encoding.UTF8.GetBytes(Simple), false, Ct)).Created);
    }

    [Fact]
    public async Task Saving_over_a_config_that_somebody_changed_meanwhile_fails()
    {
        await using var node = await TestNode.StartAsync(postgres);
        var client = await node.ClientAsync("admin");
        await client.SavePipelineConfigAsync("main", Pipeline, "", Encoding.UTF8.GetBytes(Simple), false, Ct);
        var failure = await Assert.ThrowsAsync<UnexpectedResponseException>(
            () => client.SavePipelineConfigAsync("main", Pipeline, "999", Encoding.UTF8.GetBytes(Smallest), false, Ct));
        Assert.Equal("failed to save config: comparison with existing config failed during save", failure.Body);
    }

    [Fact]
    public async Task Unusual_names_are_accepted_with_a_warning()
    {
        await using var node = await TestNode.StartAsync(postgres);
        var client = await node.ClientAsync("admin");
        var saved = await client.SavePipelineConfigAsync("main", new PipelineRef("Upper"), "", Encoding.UTF8.GetBytes(Smallest), false, Ct);
        var warning = Assert.Single(saved.Warnings);
        Assert.Equal("invalid_identifier", warning.Type);
        Assert.Equal("pipeline: 'Upper' is not a valid identifier: must start with a lowercase letter or a number", warning.Message);
    }

    [Fact]
    public async Task Credentials_that_nobody_knows_are_refused_when_they_are_to_be_checked()
    {
        await using var node = await TestNode.StartAsync(postgres);
        var client = await node.ClientAsync("admin");
        var config = Encoding.UTF8.GetBytes("{resources: [{name: r, type: mock, source: {s: ((secret))}}], jobs: [{name: j, plan: [{get: r}]}]}");

        var refused = await Assert.ThrowsAsync<InvalidConfigException>(
            () => client.SavePipelineConfigAsync("main", Pipeline, "", config, checkCredentials: true, Ct));
        Assert.Equal(["credential validation failed\n\n1 error occurred:\n\t* undefined vars: secret\n\n"], refused.Errors);
        Assert.Null(await client.PipelineConfigAsync("main", Pipeline, Ct));

        Assert.True((await client.SavePipelineConfigAsync("main", Pipeline, "", config, checkCredentials: false, Ct)).Created);
    }

    [Theory]
    [InlineData("application/json; charset=utf-8", "", HttpStatusCode.UnsupportedMediaType, "")]
    [InlineData("text/plain", "", HttpStatusCode.UnsupportedMediaType, "")]
    [InlineData("application/x-yaml", "x", HttpStatusCode.BadRequest, "{\"errors\":[\"config version is malformed: expected integer\"]}\n")]
    public async Task The_request_is_checked_before_its_body(string contentType, string version, HttpStatusCode status, string body)
    {
        await using var node = await TestNode.StartAsync(postgres);
        using var request = new HttpRequestMessage(HttpMethod.Put, new Uri(node.Url, "/api/v1/teams/main/pipelines/p/config"))
        {
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes(Smallest)),
        };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        request.Headers.TryAddWithoutValidation("X-Concourse-Config-Version", version);
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {(await node.TokenAsync("admin")).Value}");
        using var response = await node.Http.SendAsync(request, Ct);
        Assert.Equal(status, response.StatusCode);
        Assert.Equal(body, await response.Content.ReadAsStringAsync(Ct));
    }

    [Fact]
    public async Task The_answers_content_type_is_exactly_what_the_command_line_compares()
    {
        await using var node = await TestNode.StartAsync(postgres);
        using var request = new HttpRequestMessage(HttpMethod.Put, new Uri(node.Url, "/api/v1/teams/main/pipelines/p/config"))
        {
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes(Smallest)),
        };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/x-yaml");
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {(await node.TokenAsync("admin")).Value}");
        using var response = await node.Http.SendAsync(request, Ct);
        Assert.Equal("application/json", Assert.Single(response.Content.Headers.GetValues("Content-Type")));
    }
}
