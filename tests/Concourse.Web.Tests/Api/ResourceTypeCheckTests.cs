using System.Net;
using System.Text;
using Concourse.Client.Http;
using Concourse.Client.Wire;
using Concourse.Core;
using Concourse.Core.Builds;
using Concourse.Core.Values;
using Concourse.Core.Versions;
using Concourse.Database.Builds;
using Concourse.Web.Tests.Server;
using Microsoft.Extensions.DependencyInjection;

namespace Concourse.Web.Tests.Api;

/// <summary>Checks of a pipeline's own types that somebody asks for (rest-api.md §6.7).</summary>
public sealed class ResourceTypeCheckTests(SharedNode shared) : IClassFixture<SharedNode>
{
    private const string Config =
        """
        resource_types:
        - {name: below, type: registry-image, source: {repository: example.com/below}}
        - {name: custom, type: below, source: {repository: example.com/custom}, check_every: 1h}
        resources: [{name: r, type: custom}]
        jobs: [{name: j, plan: [{get: r}]}]
        """;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private TestNode Node => shared.Node;

    [Fact]
    public async Task A_check_of_a_type_is_a_started_build_whose_plan_checks_its_image()
    {
        var client = await Node.ClientAsync(TestUsers.Admin);
        var pipeline = new PipelineRef("checked");
        await client.SavePipelineConfigAsync("main", pipeline, "", Encoding.UTF8.GetBytes(Config), false, Ct);

        var from = new ResourceVersion([KeyValuePair.Create("digest", "sha256:1")]);
        var check = await client.CheckResourceTypeAsync("main", pipeline, "custom", new CheckRequest { From = from }, Ct);
        Assert.Equal(("check", BuildStatus.Started, "checked", "admin"), (check.Name, check.Status, check.PipelineName, check.CreatedBy));
        Assert.Equal($"/api/v1/builds/{check.Id}", check.ApiUrl);

        var build = await Node.Services.GetRequiredService<BuildsRepository>().FindAsync(check.Id, Ct);
        Assert.NotNull(build!.ResourceTypeId);
        Assert.Null(build.ResourceId);
        var plan = await client.BuildPlanAsync(check.Id, Ct);
        var step = Assert.IsType<MapValue>(Assert.IsType<MapValue>(plan!.Plan)["check"]);
        Assert.Equal(("custom", "below"), (step.Text("name"), step.Text("type")));
    }

    [Fact]
    public async Task A_second_check_that_somebody_asks_for_is_made_while_the_first_runs()
    {
        var client = await Node.ClientAsync(TestUsers.Admin);
        var pipeline = new PipelineRef("twice");
        await client.SavePipelineConfigAsync("main", pipeline, "", Encoding.UTF8.GetBytes(Config), false, Ct);
        var first = await client.CheckResourceTypeAsync("main", pipeline, "below", new CheckRequest { Shallow = true }, Ct);
        var second = await client.CheckResourceTypeAsync("main", pipeline, "below", new CheckRequest(), Ct);
        Assert.True(second.Id > first.Id);
    }

    [Fact]
    public async Task A_type_that_the_pipeline_does_not_have_is_not_found_and_a_check_without_a_body_is_refused()
    {
        var client = await Node.ClientAsync(TestUsers.Admin);
        var pipeline = new PipelineRef("others");
        await client.SavePipelineConfigAsync("main", pipeline, "", Encoding.UTF8.GetBytes(Config), false, Ct);
        await Assert.ThrowsAsync<ResourceNotFoundException>(
            () => client.CheckResourceTypeAsync("main", pipeline, "registry-image", new CheckRequest(), Ct));

        using var request = new HttpRequestMessage(
            HttpMethod.Post, new Uri(Node.Url, "/api/v1/teams/main/pipelines/others/resource-types/custom/check"));
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {(await Node.TokenAsync(TestUsers.Admin)).Value}");
        using var response = await Node.Http.SendAsync(request, Ct);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }
}
