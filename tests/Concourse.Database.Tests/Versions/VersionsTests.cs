using Concourse.Core.Values;
using Concourse.Core.Versions;
using Concourse.Database.Builds;
using Concourse.Database.Resources;
using Concourse.Database.Versions;
using Concourse.Testing.Postgres;

namespace Concourse.Database.Tests.Versions;

public sealed class VersionsTests(PostgresFixture postgres) : PipelineFixtureTest(postgres)
{
    private ResourceConfigsRepository Configs => new(Database.Source);

    private ScopesRepository Scopes => new(Database.Source);

    private ResourceVersionsRepository Versions => new(Database.Source);

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Rows.ExecuteAsync("INSERT INTO base_resource_types (name, unique_version_history) VALUES ('git', false), ('time', true)");
    }

    [Fact]
    public async Task A_configuration_is_one_per_type_and_source()
    {
        var config = await Configs.EnsureAsync("git", new MapValue(("uri", "a")), Ct);

        Assert.Equal(config, await Configs.EnsureAsync("git", new MapValue(("uri", "a")), Ct));
        Assert.NotEqual(config.Id, (await Configs.EnsureAsync("git", new MapValue(("uri", "b")), Ct)).Id);
        Assert.True((await Configs.EnsureAsync("time", null, Ct)).UniqueVersionHistory);
        Assert.Equal(config, await Configs.FindAsync(config.Id, Ct));
        var failure = await Assert.ThrowsAsync<BaseResourceTypeNotFoundException>(() => Configs.EnsureAsync("nope", null, Ct));
        Assert.Equal("base resource type not found: nope", failure.Message);
        Assert.Equal(
            "74234e98afe7498fb5daf1f36ac2d78acc339464f950703b8c019892f982b90b",
            await Rows.ScalarAsync<string>("SELECT source_hash FROM resource_configs c JOIN base_resource_types t ON t.id = c.base_resource_type_id WHERE t.name = 'time'"));
    }

    [Fact]
    public async Task Using_a_configuration_refreshes_it_at_most_once_a_minute()
    {
        var config = await Configs.EnsureAsync("git", null, Ct);
        await Rows.ExecuteAsync("UPDATE resource_configs SET last_referenced = now() - interval '59 seconds'");
        var before = await Rows.ScalarAsync<DateTime>("SELECT last_referenced FROM resource_configs");

        await Configs.EnsureAsync("git", null, Ct);
        Assert.Equal(before, await Rows.ScalarAsync<DateTime>("SELECT last_referenced FROM resource_configs"));

        await Rows.ExecuteAsync("UPDATE resource_configs SET last_referenced = now() - interval '61 seconds'");
        Assert.Equal(config.Id, (await Configs.EnsureAsync("git", null, Ct)).Id);
        Assert.True(await Rows.ScalarAsync<bool>("SELECT last_referenced > now() - interval '30 seconds' FROM resource_configs"));
    }

    [Fact]
    public async Task Histories_are_shared_or_a_resources_own()
    {
        var config = await Configs.EnsureAsync("git", null, Ct);
        var other = await Configs.EnsureAsync("git", new MapValue(("uri", "b")), Ct);

        var shared = await Scopes.EnsureSharedAsync(config.Id, Ct);
        var own = (await Scopes.EnsureOwnAsync(config.Id, Repo, Ct))!;

        Assert.Equal(shared, await Scopes.EnsureSharedAsync(config.Id, Ct));
        Assert.Equal(own, await Scopes.EnsureOwnAsync(config.Id, Repo, Ct));
        Assert.NotEqual(shared.Id, own.Id);

        await Scopes.EnsureOwnAsync(other.Id, Repo, Ct);
        Assert.Null(await Scopes.FindAsync(own.Id, Ct));
        Assert.NotNull(await Scopes.FindAsync(shared.Id, Ct));
        Assert.Null(await Scopes.EnsureOwnAsync(config.Id, -1, Ct));
    }

    [Fact]
    public async Task Pointing_a_resource_to_another_history_schedules_all_its_jobs_once()
    {
        var scope = await ScopeAsync();

        await Scopes.SetResourceScopeAsync(Repo, scope, Ct);
        Assert.Equal("build,deploy", await RequestedJobsAsync());

        await ScheduledAsync();
        await Scopes.SetResourceScopeAsync(Repo, scope, Ct);
        Assert.Equal("", await RequestedJobsAsync());
    }

    [Fact]
    public async Task New_versions_become_the_newest_in_the_order_of_the_check()
    {
        var scope = await CheckedScopeAsync();

        Assert.Equal(2, await SaveAsync(scope, "1", "2"));
        Assert.Equal("build", await RequestedJobsAsync());
        Assert.Equal(["1", "2"], await OrderAsync());
        Assert.Equal("""{"ref": "2"}""", (await Scopes.FindLatestAsync(scope.Id, Ct))!.Version);

        await ScheduledAsync();
        Assert.Equal(0, await SaveAsync(scope, "1"));
        Assert.Equal(["1", "2"], await OrderAsync());
        Assert.Equal("", await RequestedJobsAsync());

        Assert.Equal(1, await SaveAsync(scope, "1", "3"));
        Assert.Equal(["2", "1", "3"], await OrderAsync());

        Assert.Equal(1, await SaveAsync(scope, "4", "2", "4"));
        Assert.Equal(["1", "3", "2", "4"], await OrderAsync());
        Assert.Equal(0, await SaveAsync(scope));
        await Assert.ThrowsAsync<EmptyVersionException>(() => Scopes.SaveVersionsAsync(scope.Id, [ResourceVersion.Empty], null, Ct));
    }

    [Fact]
    public async Task Versions_saved_at_once_get_different_positions()
    {
        var scope = await CheckedScopeAsync();

        await Task.WhenAll(Enumerable.Range(0, 6).Select(i => SaveAsync(scope, $"{i}a", $"{i}b")));

        Assert.Equal(12, (await OrderAsync()).Count);
        Assert.Equal(12, await Rows.ScalarAsync<int>("SELECT count(DISTINCT check_order)::int FROM resource_config_versions"));
    }

    [Fact]
    public async Task A_check_leaves_its_times()
    {
        var scope = await ScopeAsync();

        await Scopes.StartCheckAsync(scope.Id, 5, "{}", Ct);
        var running = (await Scopes.FindAsync(scope.Id, Ct))!;
        await Scopes.EndCheckAsync(scope.Id, succeeded: true, TimeSpan.FromMinutes(2), Ct);
        var ended = (await Scopes.FindAsync(scope.Id, Ct))!;

        Assert.Equal(5, running.LastCheckBuildId);
        Assert.True(running.LastCheckStartTime > running.LastCheckEndTime);
        Assert.True(ended.LastCheckEndTime >= ended.LastCheckStartTime && ended.LastCheckSucceeded);
        Assert.Equal(TimeSpan.FromMinutes(2), ended.NextCheckTime - ended.LastCheckEndTime);
    }

    [Fact]
    public async Task A_put_saves_version_metadata_and_output()
    {
        var scope = await ScopeAsync();
        var build = (await new BuildCreationRepository(Database.Source, Cipher).TriggerAsync(BuildJob, null, Ct))!;
        var output = new BuildOutputSave(build.Id, "push", Repo, scope, Version("9"), [new MetadataField("author", "me")]);

        await Scopes.SaveOutputAsync(output, Ct);
        await Scopes.SaveOutputAsync(output, Ct);

        var version = Assert.Single((await Versions.ListAsync(Repo, null, null, 10, ResourceVersion.Empty, Ct)).Versions);
        Assert.Equal(("""{"ref": "9"}""", """[{"Name": "author", "Value": "me"}]"""), (version.Version, version.Metadata));
        var resources = await new BuildDetailsRepository(Database.Source).ReadResourcesAsync(build.Id, Ct);
        Assert.Equal([new BuildOutputVersion("push", """{"ref": "9"}""")], resources.Outputs);
        Assert.Equal("build,deploy", await RequestedJobsAsync());
    }

    [Fact]
    public async Task A_gets_metadata_is_kept_with_the_version()
    {
        var scope = await CheckedScopeAsync();
        await SaveAsync(scope, "1");

        await Scopes.SetMetadataAsync(Repo, Version("1"), [new MetadataField("a", "b")], Ct);

        Assert.Equal("""[{"Name": "a", "Value": "b"}]""", (await Versions.ListAsync(Repo, null, null, 1, ResourceVersion.Empty, Ct)).Versions[0].Metadata);
    }

    [Fact]
    public async Task Versions_are_listed_in_pages_newest_first()
    {
        var scope = await CheckedScopeAsync();
        await SaveAsync(scope, "1", "2", "3", "4", "5");
        var ids = await Rows.RowsAsync<long>("SELECT id FROM resource_config_versions ORDER BY check_order");

        var newest = await Versions.ListAsync(Repo, null, null, 2, ResourceVersion.Empty, Ct);
        var older = await Versions.ListAsync(Repo, null, newest.Older, 2, ResourceVersion.Empty, Ct);
        var back = await Versions.ListAsync(Repo, older.Newer, null, 2, ResourceVersion.Empty, Ct);

        Assert.Equal([ids[4], ids[3]], newest.Versions.Select(v => v.Id));
        Assert.Equal((null, ids[2]), (newest.Newer, newest.Older));
        Assert.Equal([ids[2], ids[1]], older.Versions.Select(v => v.Id));
        Assert.Equal([ids[4], ids[3]], back.Versions.Select(v => v.Id));
        Assert.Equal([ids[1]], (await Versions.ListAsync(Repo, null, null, 10, Version("2"), Ct)).Versions.Select(v => v.Id));
        Assert.NotNull(await Versions.FindAsync(Repo, ids[0], Ct));
        Assert.Null(await Versions.FindAsync(Repo, 999, Ct));
    }

    [Fact]
    public async Task Versions_are_disabled_and_pinned_unless_the_configuration_pins()
    {
        var scope = await CheckedScopeAsync();
        await SaveAsync(scope, "1");
        var id = await Rows.ScalarAsync<long>("SELECT id FROM resource_config_versions");
        await ScheduledAsync();

        Assert.True(await Versions.DisableAsync(Repo, id, Ct));
        Assert.Equal("build,deploy", await RequestedJobsAsync());
        Assert.False(await Versions.DisableAsync(Repo, id, Ct));
        Assert.False((await Versions.FindAsync(Repo, id, Ct))!.Enabled);
        Assert.True(await Versions.EnableAsync(Repo, id, Ct));
        Assert.False(await Versions.EnableAsync(Repo, id, Ct));

        Assert.False(await Versions.UnpinAsync(Repo, Ct));
        Assert.True(await Versions.PinAsync(Repo, id, Ct));
        await Versions.SetPinCommentAsync(Repo, "why", Ct);
        Assert.True(await Versions.PinAsync(Repo, id, Ct));
        var pinned = (await new ResourcesRepository(Database.Source, Concourse.Database.Encryption.ColumnCipher.None).FindAsync(PipelineId, "repo", Ct))!;
        Assert.Equal(("""{"ref": "1"}""", "why", false), (pinned.PinnedVersion, pinned.PinComment, pinned.PinnedInConfig));

        await Rows.ExecuteAsync("UPDATE resource_pins SET config = true");
        Assert.False(await Versions.PinAsync(Repo, id, Ct));
        Assert.False(await Versions.UnpinAsync(Repo, Ct));
    }

    private static ResourceVersion Version(string reference) => new([new("ref", reference)]);

    private async Task<Scope> ScopeAsync() => await Scopes.EnsureSharedAsync((await Configs.EnsureAsync("git", null, Ct)).Id, Ct);

    private async Task<Scope> CheckedScopeAsync()
    {
        var scope = await ScopeAsync();
        await Scopes.SetResourceScopeAsync(Repo, scope, Ct);
        await ScheduledAsync();
        return scope;
    }

    private Task ScheduledAsync() => Rows.ExecuteAsync("UPDATE jobs SET last_scheduled = schedule_requested");

    private Task<int> SaveAsync(Scope scope, params string[] references) =>
        Scopes.SaveVersionsAsync(scope.Id, [.. references.Select(Version)], null, Ct);

    private Task<List<string>> OrderAsync() => Rows.RowsAsync<string>("SELECT version->>'ref' FROM resource_config_versions ORDER BY check_order");
}
