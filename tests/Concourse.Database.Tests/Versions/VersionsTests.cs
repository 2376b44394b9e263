using Concourse.Core.Versions;
using Concourse.Database.Builds;
using Concourse.Database.Encryption;
using Concourse.Database.Execution;
using Concourse.Database.Notifications;
using Concourse.Database.Resources;
using Concourse.Testing.Postgres;
using Microsoft.Extensions.Logging.Abstractions;

namespace Concourse.Database.Tests.Versions;

public sealed class VersionsTests(PostgresFixture postgres) : PipelineFixtureTest(postgres)
{
    private ResourceConfigsRepository Configs => new(Database.Source);

    private VersionsRepository Saved => new(Database.Source);

    private ResourceVersionsRepository Versions => new(Database.Source);

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Rows.ExecuteAsync("INSERT INTO base_resource_types (name, unique_version_history) VALUES ('git', false), ('time', true)");
    }

    [Fact]
    public async Task A_configuration_is_one_per_type_and_source()
    {
        var config = await Configs.FindOrCreateForBaseTypeAsync("git", "a", Ct);

        Assert.Equal(config, await Configs.FindOrCreateForBaseTypeAsync("git", "a", Ct));
        Assert.NotEqual(config.Id, (await Configs.FindOrCreateForBaseTypeAsync("git", "b", Ct)).Id);
        Assert.True((await Configs.FindOrCreateForBaseTypeAsync("time", "a", Ct)).HasUniqueHistory);
        var failure = await Assert.ThrowsAsync<BaseResourceTypeNotFoundException>(() => Configs.FindOrCreateForBaseTypeAsync("nope", "a", Ct));
        Assert.Equal("base resource type not found: nope", failure.Message);
    }

    [Fact]
    public async Task Histories_are_shared_or_a_resources_own()
    {
        var config = await Configs.FindOrCreateForBaseTypeAsync("git", "a", Ct);
        var other = await Configs.FindOrCreateForBaseTypeAsync("git", "b", Ct);

        var shared = await Configs.FindOrCreateSharedScopeAsync(config.Id, Ct);
        var own = (await Configs.FindOrCreateUniqueScopeAsync(config.Id, Repo, Ct))!.Value;

        Assert.Equal(shared, await Configs.FindOrCreateSharedScopeAsync(config.Id, Ct));
        Assert.Equal(own, await Configs.FindOrCreateUniqueScopeAsync(config.Id, Repo, Ct));
        Assert.NotEqual(shared, own);

        var replaced = await Configs.FindOrCreateUniqueScopeAsync(other.Id, Repo, Ct);
        Assert.Equal([shared, replaced!.Value], await Rows.RowsAsync<long>("SELECT id FROM resource_config_scopes ORDER BY id"));
        Assert.Null(await Configs.FindOrCreateUniqueScopeAsync(config.Id, -1, Ct));
    }

    [Fact]
    public async Task Pointing_a_resource_to_another_history_schedules_all_its_jobs_once()
    {
        var (config, scope) = await ScopeAsync();

        await Configs.PointResourceAsync(Repo, config, scope, Ct);
        Assert.Equal("build,deploy", await RequestedJobsAsync());

        await ScheduledAsync();
        await Configs.PointResourceAsync(Repo, config, scope, Ct);
        Assert.Equal("", await RequestedJobsAsync());
    }

    [Fact]
    public async Task The_scheduler_is_woken_by_a_new_version_only()
    {
        await using var bus = new NotificationBus(Database.Connections, TimeProvider.System, NullLogger<NotificationBus>.Instance);
        var scope = await CheckedScopeAsync();
        await using var wakes = await bus.SubscribeAsync(Channels.Scheduler, Ct);
        await using var marks = await bus.SubscribeAsync("mark", Ct);

        await SaveAsync(scope, "1");
        await SaveAsync(scope, "1");
        await bus.NotifyAsync("mark", "", Ct);
        await marks.WaitAsync(Ct);

        await wakes.WaitAsync(Ct);
        Assert.False(await wakes.WaitForAnyAsync(TimeSpan.FromMilliseconds(1), TimeProvider.System, Ct));
    }

    [Fact]
    public async Task New_versions_become_the_newest_in_the_order_of_the_check()
    {
        var scope = await CheckedScopeAsync();

        await SaveAsync(scope, "1", "2");
        Assert.Equal("build", await RequestedJobsAsync());
        Assert.Equal(["1", "2"], await OrderAsync());
        Assert.Equal(Version("2"), await Saved.LatestAsync(scope, Ct));

        await ScheduledAsync();
        await SaveAsync(scope, "1");
        Assert.Equal(["1", "2"], await OrderAsync());
        Assert.Equal("", await RequestedJobsAsync());

        await SaveAsync(scope, "1", "3");
        Assert.Equal(["2", "1", "3"], await OrderAsync());

        await SaveAsync(scope, "4", "2", "4");
        Assert.Equal(["1", "3", "2", "4"], await OrderAsync());
        await SaveAsync(scope);
        Assert.Equal(4, (await OrderAsync()).Count);
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
        var (_, scope) = await ScopeAsync();

        await Configs.StartCheckAsync(scope, 5, "{}", Ct);
        var running = await Configs.CheckStateAsync(scope, Ct);
        await Configs.EndCheckAsync(scope, succeeded: true, TimeSpan.FromMinutes(2), Ct);
        var ended = await Configs.CheckStateAsync(scope, Ct);

        Assert.True(running.LastStart > running.LastEnd);
        Assert.True(ended.LastEnd >= ended.LastStart && ended.LastSucceeded && ended.Now >= ended.LastEnd);
        Assert.True(await Rows.ScalarAsync<bool>(
            "SELECT next_check_time = last_check_end_time + interval '2 minutes' AND last_check_build_id = 5 FROM resource_config_scopes"));
    }

    [Fact]
    public async Task A_put_saves_version_metadata_and_output()
    {
        var scope = await CheckedScopeAsync();
        var build = (await new BuildCreationRepository(Database.Source, Cipher).TriggerAsync(BuildJob, null, Ct))!;
        await ScheduledAsync();

        await Saved.SaveOutputAsync(build.Id, Repo, scope, "push", Version("9"), [new MetadataField("author", "me")], Ct);
        await Saved.SaveOutputAsync(build.Id, Repo, scope, "push", Version("9"), null, Ct);

        var version = Assert.Single((await Versions.ListAsync(Repo, null, null, 10, ResourceVersion.Empty, Ct)).Versions);
        Assert.Equal(("""{"ref": "9"}""", """[{"Name": "author", "Value": "me"}]"""), (version.Version, version.Metadata));
        var resources = await new BuildDetailsRepository(Database.Source).ReadResourcesAsync(build.Id, Ct);
        Assert.Equal([new BuildOutputVersion("push", """{"ref": "9"}""")], resources.Outputs);
        Assert.Equal("build", await RequestedJobsAsync());
    }

    [Fact]
    public async Task A_gets_metadata_is_kept_with_the_version()
    {
        var scope = await CheckedScopeAsync();
        await SaveAsync(scope, "1");

        await Saved.UpdateMetadataAsync(Repo, Version("1"), [new MetadataField("a", "b")], Ct);

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
        var pinned = (await new ResourcesRepository(Database.Source, ColumnCipher.None).FindAsync(PipelineId, "repo", Ct))!;
        Assert.Equal(("""{"ref": "1"}""", "why", false), (pinned.PinnedVersion, pinned.PinComment, pinned.PinnedInConfig));

        await Rows.ExecuteAsync("UPDATE resource_pins SET config = true");
        Assert.False(await Versions.PinAsync(Repo, id, Ct));
        Assert.False(await Versions.UnpinAsync(Repo, Ct));
    }

    [Fact]
    public async Task A_version_of_another_resources_history_can_be_neither_pinned_nor_disabled()
    {
        var scope = await CheckedScopeAsync();
        await SaveAsync(scope, "1");
        var id = await Rows.ScalarAsync<long>("SELECT id FROM resource_config_versions");
        var other = await Rows.ResourceIdAsync("image");

        Assert.False(await Versions.PinAsync(other, id, Ct));
        Assert.False(await Versions.DisableAsync(other, id, Ct));
        Assert.Equal(0, await Rows.ScalarAsync<int>("SELECT (SELECT count(*) FROM resource_pins) + (SELECT count(*) FROM resource_disabled_versions)"));
    }

    private static ResourceVersion Version(string reference) => new([new("ref", reference)]);

    private async Task<(int Config, long Scope)> ScopeAsync()
    {
        var config = (await Configs.FindOrCreateForBaseTypeAsync("git", "hash", Ct)).Id;
        return (config, await Configs.FindOrCreateSharedScopeAsync(config, Ct));
    }

    private async Task<long> CheckedScopeAsync()
    {
        var (config, scope) = await ScopeAsync();
        await Configs.PointResourceAsync(Repo, config, scope, Ct);
        await ScheduledAsync();
        return scope;
    }

    private Task ScheduledAsync() => Rows.ExecuteAsync("UPDATE jobs SET last_scheduled = schedule_requested");

    private Task SaveAsync(long scope, params string[] references) => Saved.SaveAsync(scope, [.. references.Select(Version)], Ct);

    private Task<List<string>> OrderAsync() => Rows.RowsAsync<string>("SELECT version->>'ref' FROM resource_config_versions ORDER BY check_order");
}
