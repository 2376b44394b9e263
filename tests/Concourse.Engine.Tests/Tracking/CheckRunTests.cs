using Concourse.Core;
using Concourse.Core.Builds;
using Concourse.Core.Configuration;
using Concourse.Core.Plans;
using Concourse.Core.Values;
using Concourse.Database.Builds;
using Concourse.Database.Encryption;
using Concourse.Database.Pipelines;
using Concourse.Engine.Tests.World;
using Concourse.Testing.Postgres;

namespace Concourse.Engine.Tests.Tracking;

/// <summary>Checks of resources: versions, times, containers (engine chapter §6), and what puts save.</summary>
public sealed class CheckRunTests(PostgresFixture postgres) : EngineTest(postgres)
{
    [Fact]
    public async Task A_check_saves_its_versions_in_order_and_points_the_resource_to_them()
    {
        var resource = await PipelineAsync();
        Printing("[{\"v\":\"1\"},{\"v\":\"2\"}]");

        var (status, events) = await CheckAsync(resource, manual: false);

        Assert.Equal(BuildStatus.Succeeded, status);
        Assert.Equal(
            ["status started", "initialize-check 1 repo", "selected-worker 1 scripted", "start 1", "log 1 stderr: looking\n", "finish 1 True", "status succeeded"],
            events);
        Assert.Equal("{\"v\": \"1\"}=1,{\"v\": \"2\"}=2", await VersionsAsync());
        Assert.True(await ScalarAsync<bool>(
            "SELECT s.last_check_succeeded AND s.last_check_end_time >= s.last_check_start_time FROM resources r JOIN resource_config_scopes s ON s.id = r.resource_config_scope_id"));
        Assert.Equal("{\"source\":{\"uri\":\"x\"}}", World.Sandboxes.Values.Single().Processes.Values.Single().Stdin);
    }

    [Fact]
    public async Task A_periodic_check_within_its_interval_does_not_run()
    {
        var resource = await PipelineAsync();
        Printing("[{\"v\":\"1\"}]");
        await CheckAsync(resource, manual: false);

        var (status, events) = await CheckAsync(resource, manual: false);

        Assert.Equal(BuildStatus.Succeeded, status);
        Assert.Equal(["status started", "initialize-check 1 repo", "finish 1 True", "status succeeded"], events);
        Assert.Single(World.Starts);
    }

    [Fact]
    public async Task Manual_checks_run_each_in_a_process_of_its_own_in_one_container_from_the_latest_version()
    {
        var resource = await PipelineAsync();
        Printing("[{\"v\":\"1\"}]");
        await CheckAsync(resource, manual: true);
        Printing("[{\"v\":\"1\"},{\"v\":\"2\"}]");
        await CheckAsync(resource, manual: true);

        Assert.Equal(2, World.Starts.Select(s => s.Id).Distinct().Count());
        Assert.Single(World.Sandboxes);
        Assert.Equal(World.Starts.Select(s => s.Id), World.Forgotten);
        Assert.Contains("\"version\":{\"v\":\"1\"}", World.Sandboxes.Values.Single().Processes[World.Starts.Last().Id].Stdin, StringComparison.Ordinal);
        Assert.Equal(1, await ScalarAsync<long>("SELECT count(*) FROM containers WHERE resource_config_check_session_id IS NOT NULL"));
    }

    [Fact]
    public async Task A_check_that_exits_with_an_error_fails_and_saves_nothing()
    {
        var resource = await PipelineAsync();
        World.Scripts["/opt/resource/check"] = _ => Task.FromResult(1);

        var (status, events) = await CheckAsync(resource, manual: false);

        Assert.Equal(BuildStatus.Failed, status);
        Assert.Equal(["start 1", "finish 1 False", "status failed"], events[^3..]);
        Assert.Null(await VersionsAsync());
        Assert.False(await ScalarAsync<bool>("SELECT last_check_succeeded FROM resource_config_scopes"));
    }

    [Fact]
    public async Task A_version_without_keys_errors()
    {
        var resource = await PipelineAsync();
        Printing("[{}]");

        var (status, events) = await CheckAsync(resource, manual: false);

        Assert.Equal(BuildStatus.Errored, status);
        Assert.Equal("error 1: run check: resource output version is empty. Version must contain at least one key-value pair", events[^2]);
    }

    [Fact]
    public async Task A_check_that_crashes_at_any_point_has_the_same_events_and_runs_once()
    {
        var resource = await PipelineAsync();
        Printing("[{\"v\":\"1\"}]");
        for (var crashAt = 1; crashAt <= 8; crashAt++)
        {
            World.Starts.Clear();
            var build = await StartCheckAsync(resource, manual: true);
            using (var death = CancellationTokenSource.CreateLinkedTokenSource(Ct))
            {
                var passed = 0;
                World.AtPoint = _ =>
                {
                    if (Interlocked.Increment(ref passed) == crashAt)
                    {
                        death.Cancel();
                    }
                };
                await using var engine = new EngineUnderTest(Database, World);
                await engine.Runner.RunAsync(build, death.Token);
                World.AtPoint = _ => { };
            }

            await using var next = new EngineUnderTest(Database, World);
            await next.Runner.RunAsync(build, Ct);

            Assert.Equal(
                ["status started", "initialize-check 1 repo", "selected-worker 1 scripted", "start 1", "log 1 stderr: looking\n", "finish 1 True", "status succeeded"],
                await EventsAsync(build));
            Assert.Single(World.Starts);
        }
    }

    [Fact]
    public async Task A_put_saves_the_version_it_made_as_the_builds_output()
    {
        var resource = await PipelineAsync();
        World.Scripts["/opt/resource/out"] = p =>
        {
            p.Print("{\"version\":{\"v\":\"7\"},\"metadata\":[{\"name\":\"n\",\"value\":\"x\"}]}");
            return Task.FromResult(0);
        };
        var pipeline = await ScalarAsync<int>("SELECT id FROM pipelines");
        var plan = Put("3", "repo") with { Resource = "repo" };
        var id = (await Creation.StartOneOffAsync(TeamId, pipeline, plan, "me", Ct)).Id;
        await using var engine = new EngineUnderTest(Database, World);
        await engine.Runner.RunAsync(id, Ct);

        Assert.Equal(BuildStatus.Succeeded, await StatusAsync(id));
        Assert.Equal("{\"v\": \"7\"}=1", await VersionsAsync());
        Assert.Equal($"{resource} repo", await ScalarAsync<string>(
            $"SELECT concat_ws(' ', resource_id, name) FROM build_resource_config_version_outputs WHERE build_id = {id}"));
    }

    private BuildCreationRepository Creation => new(Database.Source, ColumnCipher.None);

    private async Task<int> PipelineAsync()
    {
        var config = new PipelineConfig
        {
            Resources = [new ResourceConfig { Name = "repo", Type = "mock", Source = new MapValue(("uri", "x")) }],
        };
        await new PipelinesRepository(Database.Source, ColumnCipher.None).SaveAsync(
            TeamId, new PipelineSave { Ref = new PipelineRef("p"), Config = config, InitiallyPaused = false }, Ct);
        return await ScalarAsync<int>("SELECT id FROM resources WHERE name = 'repo'");
    }

    private void Printing(string versions) => World.Scripts["/opt/resource/check"] = p =>
    {
        p.PrintError("looking\n");
        p.Print(versions);
        return Task.FromResult(0);
    };

    private async Task<long> StartCheckAsync(int resource, bool manual)
    {
        var plan = new CheckPlan(new PlanId("1"))
        {
            Name = "repo",
            Type = "mock",
            Resource = "repo",
            Source = new MapValue(("uri", "x")),
            Image = new TypeImage { BaseType = "mock" },
            Interval = CheckEvery.At(TimeSpan.FromMinutes(1)),
            SkipInterval = manual,
        };
        return (await Creation.StartResourceCheckAsync(resource, manual, plan, null, Ct))!.Id;
    }

    private async Task<(BuildStatus Status, List<string> Events)> CheckAsync(int resource, bool manual)
    {
        var id = await StartCheckAsync(resource, manual);
        await using var engine = new EngineUnderTest(Database, World);
        await engine.Runner.RunAsync(id, Ct);
        return (await StatusAsync(id), await EventsAsync(id));
    }

    private Task<string?> VersionsAsync() => ScalarAsync<string>(
        "SELECT string_agg(version::text || '=' || check_order, ',' ORDER BY check_order) FROM resource_config_versions");
}
