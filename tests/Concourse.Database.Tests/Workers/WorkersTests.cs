using Concourse.Core.Versions;
using Concourse.Database.Builds;
using Concourse.Database.Execution;
using Concourse.Database.Workers;
using Concourse.Testing.Postgres;

namespace Concourse.Database.Tests.Workers;

public sealed class WorkersTests(PostgresFixture postgres) : PipelineFixtureTest(postgres)
{
    private static readonly ResourceVersion Version = new([new("ref", "1")]);

    private static readonly WorkerRegistration Registration = new()
    {
        Name = "w",
        Tags = ["gpu"],
        ResourceTypes = [new WorkerResourceType("git", "image", "1"), new WorkerResourceType("time", "image", "1", UniqueVersionHistory: true)],
        TimeToLive = TimeSpan.FromSeconds(30),
    };

    private Build build = null!;

    private WorkersRepository Workers => new(Database.Source);

    private StepContainersRepository Steps => new(Database.Source);

    private ResourceCachesRepository Caches => new(Database.Source);

    private TaskCachesRepository TaskCaches => new(Database.Source);

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Workers.RegisterAsync(Registration, Ct);
        build = (await new BuildCreationRepository(Database.Source, Cipher).TriggerAsync(BuildJob, null, Ct))!;
    }

    [Fact]
    public async Task A_registered_worker_is_found_as_it_was_told()
    {
        var worker = (await Workers.FindAsync("w", Ct))!;

        Assert.Equal(("linux", WorkerState.Running, null), (worker.Platform, worker.State, worker.TeamName));
        Assert.Equal(["gpu"], worker.Tags);
        Assert.Equal(Registration.ResourceTypes, worker.ResourceTypes);
        Assert.Equal([("git", false), ("time", true)], await Rows.RowsAsync<(string, bool)>("SELECT name, unique_version_history FROM base_resource_types ORDER BY name"));
    }

    [Fact]
    public async Task A_renewal_keeps_unchanged_types_and_replaces_changed_ones()
    {
        var before = await TypeRowsAsync();

        await Workers.RegisterAsync(Registration, Ct);
        Assert.Equal(before, await TypeRowsAsync());

        await Workers.RegisterAsync(Registration with { ResourceTypes = [new WorkerResourceType("git", "image", "2")] }, Ct);
        var after = await TypeRowsAsync();
        Assert.Equal(["git 2"], after.Keys);
        Assert.DoesNotContain(after["git 2"], before.Values);
    }

    [Fact]
    public async Task A_worker_of_somebody_else_is_refused()
    {
        await Assert.ThrowsAsync<WorkerOwnedByOthersException>(() => Workers.RegisterAsync(Registration with { TeamId = TeamId }, Ct));

        await Workers.RegisterAsync(Registration with { Name = "team", TeamId = TeamId }, Ct);
        Assert.Equal(["team", "w"], (await Workers.ListAsync(Ct)).Select(worker => worker.Name));
        Assert.Equal(["w"], (await Workers.ListVisibleAsync(["other"], Ct)).Select(worker => worker.Name));
        Assert.Equal("main", (await Workers.FindAsync("team", Ct))!.TeamName);
    }

    [Fact]
    public async Task Workers_whose_time_is_over_stall_or_go()
    {
        await Workers.RegisterAsync(Registration with { Name = "gone", Ephemeral = true }, Ct);
        Assert.Empty(await Workers.StallExpiredAsync(Ct));
        await Rows.ExecuteAsync("UPDATE workers SET expires = now() - interval '1 second'");

        Assert.Equal(["gone", "w"], (await Workers.StallExpiredAsync(Ct)).Order());
        Assert.Equal(WorkerState.Stalled, (await Workers.FindAsync("w", Ct))!.State);
        Assert.Null(await Workers.FindAsync("gone", Ct));

        await Workers.RegisterAsync(Registration, Ct);
        Assert.Equal(WorkerState.Running, (await Workers.FindAsync("w", Ct))!.State);
    }

    [Fact]
    public async Task The_first_volume_becomes_the_cache_and_serves_until_its_type_changes()
    {
        var caches = new ResourceCachesRepository(Database.Source);
        var config = await new ResourceConfigsRepository(Database.Source).FindOrCreateForBaseTypeAsync("git", "hash", Ct);
        var cache = await caches.FindOrCreateAsync(config.Id, Version, "params", build.Id, Ct);
        var (first, second) = (await VolumeAsync("first"), await VolumeAsync("second"));
        var started = DateTimeOffset.UtcNow;
        Assert.Null(await caches.FindVolumeAsync(cache, "w", started, Ct));

        await caches.InitializeVolumeAsync(cache, "w", first, [new MetadataField("a", "b")], Ct);
        await caches.InitializeVolumeAsync(cache, "w", second, [], Ct);

        Assert.Equal(first, await caches.FindVolumeAsync(cache, "w", started, Ct));
        Assert.Null(await caches.FindVolumeAsync(cache, "other", started, Ct));
        Assert.True(await Rows.ScalarAsync<bool>(
            $"SELECT team_id IS NULL AND worker_resource_cache_id IS NOT NULL FROM volumes WHERE handle = '{first}'"));

        await Workers.RegisterAsync(Registration with { ResourceTypes = [new WorkerResourceType("git", "image", "2")] }, Ct);
        Assert.Equal(first, await caches.FindVolumeAsync(cache, "w", started, Ct));
        Assert.Null(await caches.FindVolumeAsync(cache, "w", started.AddMinutes(1), Ct));
    }

    [Fact]
    public async Task A_task_cache_is_what_the_last_finisher_left()
    {
        var caches = new TaskCachesRepository(Database.Source);
        var (first, second) = (await VolumeAsync("first"), await VolumeAsync("second"));

        await caches.ReplaceAsync(BuildJob, "unit", "cache", null, "w", first, Ct);
        await caches.ReplaceAsync(BuildJob, "unit", "cache", TimeSpan.FromHours(1), "w", second, Ct);

        Assert.Equal(second, (await caches.FindVolumesAsync(BuildJob, "unit", "w", Ct))["cache"]);
        Assert.Empty(await caches.FindVolumesAsync(BuildJob, "other", "w", Ct));
        Assert.Equal(3600, await Rows.ScalarAsync<long>("SELECT ttl FROM task_caches"));
    }

    private Task<StepContainer> StepAsync(string name, params string[] mounts) => Steps.FindOrCreateAsync(
        new ContainerOwner.BuildStep(build.Id, name, TeamId), "w", TeamId, new ContainerMetadata { Type = "task", StepName = name, BuildId = build.Id }, mounts, Ct);

    private async Task<string> VolumeAsync(string name)
    {
        var container = await StepAsync(name, "/mount");
        await Steps.MarkCreatedAsync(container.Id, Ct);
        return container.Volumes["/mount"];
    }

    private async Task<Dictionary<string, int>> TypeRowsAsync() => (await Rows.RowsAsync<(string, int)>(
        "SELECT t.name || ' ' || w.version, w.id FROM worker_base_resource_types w JOIN base_resource_types t ON t.id = w.base_resource_type_id"))
        .ToDictionary(row => row.Item1, row => row.Item2);
}
