using Concourse.Core.Values;
using Concourse.Core.Versions;
using Concourse.Database.Builds;
using Concourse.Database.Caches;
using Concourse.Database.Containers;
using Concourse.Database.Versions;
using Concourse.Database.Volumes;
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

    private ContainersRepository Containers => new(Database.Source);

    private VolumesRepository Volumes => new(Database.Source);

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
    public async Task A_container_is_found_by_its_owner_until_it_is_to_be_deleted()
    {
        var owner = ContainerOwner.Step(CacheUser.Build(build.Id), "2", TeamId);
        Assert.Null(await Containers.FindAsync(owner, Ct));

        var created = await Containers.CreateAsync("w", "handle", owner, new ContainerMetadata { Type = "task", StepName = "unit", BuildId = build.Id, PipelineId = PipelineId }, Ct);
        Assert.Equal(created, await Containers.FindAsync(owner, Ct));
        Assert.Null(await Containers.FindAsync(ContainerOwner.Step(CacheUser.Build(build.Id), "3", TeamId), Ct));
        Assert.Equal((ContainerState.Creating, "task", "unit", build.Id), (created.State, created.Metadata.Type, created.Metadata.StepName, created.Metadata.BuildId));

        Assert.True(await Containers.MarkCreatedAsync("handle", Ct));
        Assert.True(await Containers.MarkCreatedAsync("handle", Ct));
        Assert.Equal([created.Id], (await Containers.ListForTeamAsync(TeamId, Ct)).Select(c => c.Id));
        Assert.Equal([created.Id], (await Containers.ListForBuildAsync(build.Id, Ct)).Select(c => c.Id));
        Assert.True(await Containers.MarkDestroyingAsync("handle", Ct));
        Assert.False(await Containers.MarkCreatedAsync("handle", Ct));
        Assert.Null(await Containers.FindAsync(owner, Ct));
        Assert.Equal(["handle"], await Containers.ListDestroyingAsync("w", Ct));
    }

    [Fact]
    public async Task A_container_of_a_check_in_memory_is_found_by_its_exact_time()
    {
        var time = new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc).AddTicks(1234567);
        var owner = ContainerOwner.Step(CacheUser.InMemoryCheck(3, time), "1", TeamId);

        await Containers.CreateAsync("w", "handle", owner, new ContainerMetadata(), Ct);

        Assert.NotNull(await Containers.FindAsync(ContainerOwner.Step(CacheUser.InMemoryCheck(3, time), "1", TeamId), Ct));
        Assert.Null(await Containers.FindAsync(ContainerOwner.Step(CacheUser.InMemoryCheck(3, time.AddSeconds(1)), "1", TeamId), Ct));
    }

    [Fact]
    public async Task A_container_whose_owner_is_gone_is_refused() => await Assert.ThrowsAsync<ContainerOwnerGoneException>(() =>
        Containers.CreateAsync("w", "handle", ContainerOwner.Step(CacheUser.Build(999), "1", TeamId), new ContainerMetadata(), Ct));

    [Fact]
    public async Task A_workers_report_marks_the_missing_and_deletes_what_was_to_go()
    {
        foreach (var handle in (string[])["here", "missing", "going", "new"])
        {
            await Containers.CreateAsync("w", handle, ContainerOwner.Step(CacheUser.Build(build.Id), handle, TeamId), new ContainerMetadata(), Ct);
        }

        foreach (var handle in (string[])["here", "missing", "going"])
        {
            await Containers.MarkCreatedAsync(handle, Ct);
        }

        await Containers.MarkDestroyingAsync("going", Ct);

        Assert.Equal(1, await Containers.ReportAsync("w", ["here"], Ct));
        Assert.Equal(["missing"], await MissingAsync());
        Assert.Equal(0, await Containers.ReportAsync("w", ["here", "missing"], Ct));
        Assert.Empty(await MissingAsync());
        Assert.Null(await Containers.FindAsync("going", Ct));
    }

    [Fact]
    public async Task A_check_session_is_shared_and_replaced_when_it_has_expired()
    {
        var sessions = new CheckSessionsRepository(Database.Source);
        var config = await new ResourceConfigsRepository(Database.Source).EnsureAsync("git", null, Ct);

        var session = await sessions.EnsureAsync(config.Id, "w", "git", Ct);
        Assert.NotNull(session);
        Assert.Equal(session, await sessions.EnsureAsync(config.Id, "w", "git", Ct));
        Assert.True(await Rows.ScalarAsync<bool>("SELECT expires_at BETWEEN now() + interval '59 minutes' AND now() + interval '1 hour' FROM resource_config_check_sessions"));

        await Rows.ExecuteAsync("UPDATE resource_config_check_sessions SET expires_at = now() - interval '1 second'");
        Assert.NotNull(await sessions.EnsureAsync(config.Id, "w", "git", Ct));
        Assert.True(await Rows.ScalarAsync<bool>("SELECT expires_at > now() FROM resource_config_check_sessions"));
        Assert.Null(await sessions.EnsureAsync(config.Id, "w", "unknown", Ct));
    }

    [Fact]
    public async Task A_resource_cache_is_one_per_version_and_params_and_keeps_its_users_once()
    {
        var config = await new ResourceConfigsRepository(Database.Source).EnsureAsync("git", null, Ct);
        var user = CacheUser.Build(build.Id);

        var cache = await Caches.EnsureAsync(config.Id, Version, null, user, Ct);

        Assert.Equal(cache, await Caches.EnsureAsync(config.Id, Version, MapValue.Empty, user, Ct));
        Assert.NotEqual(cache, await Caches.EnsureAsync(config.Id, Version, new MapValue(("depth", 1L)), user, Ct));
        await Caches.EnsureAsync(config.Id, Version, null, CacheUser.InMemoryCheck(1, DateTime.UtcNow), Ct);
        Assert.Equal(2, await Rows.ScalarAsync<int>($"SELECT count(*)::int FROM resource_cache_uses WHERE resource_cache_id = {cache}"));
        Assert.Equal(Version, await Caches.FindVersionAsync(cache, Ct));
        Assert.Empty(await Caches.ReadMetadataAsync(cache, Ct));
        await Caches.SetMetadataAsync(cache, [new MetadataField("a", "b")], Ct);
        Assert.Equal([new MetadataField("a", "b")], await Caches.ReadMetadataAsync(cache, Ct));
        await Caches.SaveImageAsync(build.Id, BuildJob, cache, Ct);
        await Caches.SaveImageAsync(build.Id, BuildJob, cache, Ct);
        Assert.Equal(1, await Rows.ScalarAsync<int>("SELECT count(*)::int FROM build_image_resource_caches"));
    }

    [Fact]
    public async Task The_first_volume_becomes_the_cache_and_serves_until_its_type_changes()
    {
        var config = await new ResourceConfigsRepository(Database.Source).EnsureAsync("git", null, Ct);
        var cache = await Caches.EnsureAsync(config.Id, Version, null, CacheUser.Build(build.Id), Ct);
        await VolumeAsync("first");
        await VolumeAsync("second");
        var started = DateTime.UtcNow;
        Assert.Null(await Caches.FindVolumeAsync(cache, "w", started, Ct));

        Assert.True(await Caches.InitializeAsync("first", cache, "git", Ct));
        Assert.False(await Caches.InitializeAsync("second", cache, "git", Ct));
        Assert.False(await Caches.InitializeAsync("second", cache, "unknown", Ct));

        Assert.Equal("first", await Caches.FindVolumeAsync(cache, "w", started, Ct));
        Assert.Null(await Caches.FindVolumeAsync(cache, "other", started, Ct));
        Assert.Equal(["w"], await Caches.ListWorkersAsync(cache, started, Ct));
        Assert.Equal("resource", (await Volumes.FindAsync("first", Ct))!.Type);

        await Workers.RegisterAsync(Registration with { ResourceTypes = [new WorkerResourceType("git", "image", "2")] }, Ct);
        Assert.Equal("first", await Caches.FindVolumeAsync(cache, "w", started, Ct));
        Assert.Null(await Caches.FindVolumeAsync(cache, "w", started.AddMinutes(1), Ct));
    }

    [Fact]
    public async Task A_task_cache_is_what_the_last_finisher_left()
    {
        var key = new TaskCacheKey(BuildJob, "unit", "cache");
        await VolumeAsync("first");
        await VolumeAsync("second");
        Assert.Null(await TaskCaches.FindVolumeAsync(key, "w", Ct));

        Assert.True(await TaskCaches.InitializeAsync(key, "first", TimeSpan.Zero, Ct));
        Assert.True(await TaskCaches.InitializeAsync(key, "second", TimeSpan.FromHours(1), Ct));
        Assert.False(await TaskCaches.InitializeAsync(key, "unknown", TimeSpan.Zero, Ct));

        Assert.Equal("second", await TaskCaches.FindVolumeAsync(key, "w", Ct));
        Assert.Null(await TaskCaches.FindVolumeAsync(key with { Path = "other" }, "w", Ct));
        Assert.Equal(3600, await Rows.ScalarAsync<long>("SELECT ttl FROM task_caches"));
        Assert.Equal(0, await TaskCaches.DeleteAsync(BuildJob, "unit", "other", Ct));
        Assert.Equal(1, await TaskCaches.DeleteAsync(BuildJob, "unit", null, Ct));
    }

    [Fact]
    public async Task Volumes_without_an_owner_are_released_and_forgotten()
    {
        await VolumeAsync("owned");
        await VolumeAsync("orphan");
        await Rows.ExecuteAsync("UPDATE volumes SET container_id = NULL WHERE handle = 'orphan'");

        Assert.Equal(["orphan"], await Volumes.ReleaseOrphansAsync("w", Ct));
        await Volumes.DeleteDestroyedAsync("w", ["orphan", "owned"], Ct);
        Assert.Equal(["owned"], (await Volumes.ListForTeamAsync(TeamId, Ct)).Select(volume => volume.Handle));
        Assert.False(await Volumes.RegisterAsync("v", "unknown", "/", Ct));
    }

    [Fact]
    public async Task Artifacts_are_read_by_their_team_only()
    {
        var upload = await Volumes.RegisterUploadAsync("upload", "w", TeamId, Ct);
        await VolumeAsync("output");
        var output = (await Volumes.HandOutAsync("output", "result", build.Id, Ct))!.Value;

        Assert.Equal("upload", (await Volumes.FindArtifactAsync(upload, TeamId, Ct))!.Handle);
        Assert.Equal("output", (await Volumes.FindArtifactAsync(output, TeamId, Ct))!.Handle);
        Assert.Null(await Volumes.FindArtifactAsync(upload, TeamId + 1, Ct));
        Assert.Null(await Volumes.HandOutAsync("unknown", "result", build.Id, Ct));
    }

    private async Task VolumeAsync(string handle)
    {
        await Containers.CreateAsync("w", $"c-{handle}", ContainerOwner.Step(CacheUser.Build(build.Id), handle, TeamId), new ContainerMetadata(), Ct);
        await Containers.MarkCreatedAsync($"c-{handle}", Ct);
        Assert.True(await Volumes.RegisterAsync(handle, $"c-{handle}", "/tmp", Ct));
    }

    private async Task<Dictionary<string, int>> TypeRowsAsync() => (await Rows.RowsAsync<(string, int)>(
        "SELECT t.name || ' ' || w.version, w.id FROM worker_base_resource_types w JOIN base_resource_types t ON t.id = w.base_resource_type_id"))
        .ToDictionary(row => row.Item1, row => row.Item2);

    private Task<List<string>> MissingAsync() => Rows.RowsAsync<string>("SELECT handle FROM containers WHERE missing_since IS NOT NULL");
}
