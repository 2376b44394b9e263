using System.Text;
using Concourse.Client;
using Concourse.Client.Http;
using Concourse.Core;
using Concourse.Core.Builds;
using Concourse.Core.Values;
using Concourse.Testing.Postgres;
using Concourse.Web.Tests.Server;

namespace Concourse.Web.Tests.Api;

public sealed class PipelineTests(PostgresFixture postgres)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_pipeline_is_paused_unpaused_exposed_renamed_and_deleted()
    {
        await using var node = await TestNode.StartAsync(postgres);
        var client = await node.ClientAsync("admin");
        await SaveAsync(client, new PipelineRef("p"));
        await client.UnpausePipelineAsync("main", new PipelineRef("p"), Ct);
        await client.ExposePipelineAsync("main", new PipelineRef("p"), Ct);
        var open = await client.PipelineAsync("main", new PipelineRef("p"), Ct);
        Assert.Equal((false, true), (open!.Paused, open.Public));

        await client.PausePipelineAsync("main", new PipelineRef("p"), Ct);
        Assert.Equal("admin", (await client.PipelineAsync("main", new PipelineRef("p"), Ct))!.PausedBy);

        Assert.Empty(await client.RenamePipelineAsync("main", "p", "q", Ct));
        Assert.Null(await client.PipelineAsync("main", new PipelineRef("p"), Ct));
        await client.DeletePipelineAsync("main", new PipelineRef("q"), Ct);
        Assert.Empty(await client.PipelinesAsync("main", Ct));
    }

    [Fact]
    public async Task Instances_are_named_by_their_vars_in_the_query()
    {
        await using var node = await TestNode.StartAsync(postgres);
        var client = await node.ClientAsync("admin");
        var one = new PipelineRef("p", new MapValue(("branch", (Value)"feature/a b"), ("a.b", new MapValue(("c", (Value)1L)))));
        await SaveAsync(client, new PipelineRef("p"));
        await SaveAsync(client, one);
        await client.UnpausePipelineAsync("main", one, Ct);
        Assert.True((await client.PipelineAsync("main", new PipelineRef("p"), Ct))!.Paused);
        var found = await client.PipelineAsync("main", one, Ct);
        Assert.False(found!.Paused);
        Assert.Equal(one.InstanceVars, found.InstanceVars);
    }

    [Fact]
    public async Task The_order_of_pipelines_is_changed_unless_one_is_unknown()
    {
        await using var node = await TestNode.StartAsync(postgres);
        var client = await node.ClientAsync("admin");
        await SaveAsync(client, new PipelineRef("a"));
        await SaveAsync(client, new PipelineRef("b"));
        await client.OrderPipelinesAsync("main", ["b", "a"], Ct);
        Assert.Equal(["b", "a"], (await client.PipelinesAsync("main", Ct)).Select(p => p.Name));

        var failure = await Assert.ThrowsAsync<UnexpectedResponseException>(() => client.OrderPipelinesAsync("main", ["a", "x"], Ct));
        Assert.Equal("pipeline 'x' not found\n", failure.Body);
        Assert.Equal(["b", "a"], (await client.PipelinesAsync("main", Ct)).Select(p => p.Name));
    }

    [Fact]
    public async Task An_archived_pipeline_refuses_what_would_run_it_before_it_asks_who_calls()
    {
        await using var node = await TestNode.StartAsync(postgres);
        var client = await node.ClientAsync("admin");
        await SaveAsync(client, new PipelineRef("p"));
        await client.ArchivePipelineAsync("main", new PipelineRef("p"), Ct);
        var failure = await Assert.ThrowsAsync<UnexpectedResponseException>(
            () => node.Anonymous.UnpausePipelineAsync("main", new PipelineRef("p"), Ct));
        Assert.Equal((409, "action not allowed for an archived pipeline\n"), ((int)failure.Status, failure.Body));
        Assert.Null(await client.PipelineConfigAsync("main", new PipelineRef("p"), Ct));
    }

    [Fact]
    public async Task The_public_sees_exposed_pipelines_only()
    {
        await using var node = await TestNode.StartAsync(postgres);
        var client = await node.ClientAsync("admin");
        await SaveAsync(client, new PipelineRef("hidden"));
        await SaveAsync(client, new PipelineRef("shown"));
        await client.ExposePipelineAsync("main", new PipelineRef("shown"), Ct);
        Assert.Equal(["shown"], (await node.Anonymous.PipelinesAsync(Ct)).Select(p => p.Name));
        Assert.Equal(["shown"], (await node.Anonymous.PipelinesAsync("main", Ct)).Select(p => p.Name));
        Assert.Equal(["hidden", "shown"], (await client.PipelinesAsync(Ct)).Select(p => p.Name));
        await Assert.ThrowsAsync<NotAuthorizedException>(() => node.Anonymous.PipelineAsync("main", new PipelineRef("hidden"), Ct));
    }

    [Fact]
    public async Task A_job_is_triggered_and_its_build_is_found_in_every_list_and_aborted()
    {
        await using var node = await TestNode.StartAsync(postgres);
        var client = await node.ClientAsync("admin");
        var pipeline = new PipelineRef("p");
        await SaveAsync(client, pipeline);
        var build = await client.TriggerJobAsync("main", pipeline, "j", Ct);
        Assert.Equal(("1", BuildStatus.Pending, "j", "admin"), (build.Name, build.Status, build.JobName, build.CreatedBy));
        Assert.Equal($"/api/v1/builds/{build.Id}", build.ApiUrl);

        Assert.Equal(build.Id, Assert.Single((await client.BuildsAsync(PageRequest.Newest, Ct)).Items).Id);
        Assert.Equal(build.Id, Assert.Single((await client.JobBuildsAsync("main", pipeline, "j", PageRequest.Newest, Ct)).Items).Id);
        Assert.Equal(build.Id, (await client.JobBuildAsync("main", pipeline, "j", "latest", Ct))!.Id);
        var job = await client.JobAsync("main", pipeline, "j", Ct);
        Assert.Equal(build.Id, job!.NextBuild!.Id);
        Assert.Null(job.FinishedBuild);
        Assert.True(Assert.Single(job.Inputs!).Trigger);
        Assert.Equal(build.Id, Assert.Single(await client.JobsAsync("main", pipeline, Ct)).NextBuild!.Id);

        await client.AbortBuildAsync(build.Id, Ct);
        Assert.Null(await client.BuildPlanAsync(build.Id, Ct));
    }

    [Fact]
    public async Task Pages_of_builds_link_to_their_neighbours()
    {
        await using var node = await TestNode.StartAsync(postgres);
        var client = await node.ClientAsync("admin");
        var pipeline = new PipelineRef("p");
        await SaveAsync(client, pipeline);
        var ids = new List<long>();
        for (var i = 0; i < 5; i++)
        {
            ids.Add((await client.TriggerJobAsync("main", pipeline, "j", Ct)).Id);
        }

        var first = await client.JobBuildsAsync("main", pipeline, "j", new PageRequest(Limit: 2), Ct);
        Assert.Equal([ids[4], ids[3]], first.Items.Select(b => b.Id));
        Assert.Null(first.Previous);
        var second = await client.JobBuildsAsync("main", pipeline, "j", first.Next!, Ct);
        Assert.Equal([ids[2], ids[1]], second.Items.Select(b => b.Id));
        var third = await client.JobBuildsAsync("main", pipeline, "j", second.Next!, Ct);
        Assert.Equal([ids[0]], third.Items.Select(b => b.Id));
        Assert.Null(third.Next);
        var back = await client.JobBuildsAsync("main", pipeline, "j", second.Previous!, Ct);
        Assert.Equal([ids[4], ids[3]], back.Items.Select(b => b.Id));
    }

    [Fact]
    public async Task Resources_are_listed_and_checked_on_demand()
    {
        await using var node = await TestNode.StartAsync(postgres);
        var client = await node.ClientAsync("admin");
        var pipeline = new PipelineRef("p");
        await SaveAsync(client, pipeline);
        var resource = Assert.Single(await client.ResourcesAsync("main", pipeline, Ct));
        Assert.Equal(("r", "mock"), (resource.Name, resource.Type));
        Assert.Empty((await client.ResourceVersionsAsync("main", pipeline, "r", PageRequest.Newest, new Dictionary<string, string>(), Ct)).Items);

        var check = await client.CheckResourceAsync("main", pipeline, "r", new Client.Wire.CheckRequest(), Ct);
        Assert.Equal(("check", BuildStatus.Started, "r"), (check.Name, check.Status, check.ResourceName));
        Assert.NotNull(await client.BuildPlanAsync(check.Id, Ct));
        await Assert.ThrowsAsync<ResourceNotFoundException>(() => client.CheckResourceAsync("main", pipeline, "x", new Client.Wire.CheckRequest(), Ct));
    }

    private static Task SaveAsync(ConcourseClient client, PipelineRef pipeline) =>
        client.SavePipelineConfigAsync("main", pipeline, "", Encoding.UTF8.GetBytes(ConfigTests.Simple), false, Ct);
}
