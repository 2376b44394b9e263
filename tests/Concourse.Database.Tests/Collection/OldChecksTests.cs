using Concourse.Database.Collection;
using Concourse.Database.Tests.Scheduling;
using Concourse.Testing.Postgres;

namespace Concourse.Database.Tests.Collection;

public sealed class OldChecksTests(PostgresFixture postgres) : DatabaseTest(postgres)
{
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(5);
    private SchedulingRows rows = null!;

    private CollectionRepository Collection => new(Database.Connections.Gc);

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        rows = await new SchedulingRows(Database.Source).CreatePipelineAsync();
    }

    [Fact]
    public async Task Of_a_resources_old_checks_the_newest_and_the_one_its_history_names_stay()
    {
        var resource = await rows.ResourceAsync("r");
        var named = await rows.CheckAsync(resource, "succeeded", "9 minutes");
        var old = await rows.CheckAsync(resource, "succeeded", "8 minutes");
        var newest = await rows.CheckAsync(resource, "errored", "7 minutes");
        var running = await rows.CheckAsync(resource, "started");
        await rows.ExecuteAsync("UPDATE resource_config_scopes SET last_check_build_id = @named", new { named });
        await rows.ExecuteAsync(
            "INSERT INTO check_build_events (build_id, event_id, type, version, payload) VALUES (@named, 0, 'log', '5.1', ''), (@old, 0, 'log', '5.1', '')",
            new { named, old });

        Assert.Equal(1, await Collection.DeleteOldChecksAsync(Grace, Ct));
        Assert.Equal(0, await Collection.DeleteOldChecksAsync(Grace, Ct));

        Assert.Equal([named, newest, running], await rows.ScalarAsync<long[]>("SELECT array_agg(id ORDER BY id) FROM builds"));
        Assert.Equal([named], await rows.ScalarAsync<long[]>("SELECT array_agg(build_id) FROM check_build_events"));
    }

    [Fact]
    public async Task A_check_stays_for_a_while_after_its_end()
    {
        var resource = await rows.ResourceAsync("r");
        await rows.CheckAsync(resource, "succeeded", "4 minutes");
        await rows.CheckAsync(resource, "succeeded", "3 minutes");

        Assert.Equal(0, await Collection.DeleteOldChecksAsync(Grace, Ct));
    }

    [Fact]
    public async Task Builds_of_jobs_are_no_checks()
    {
        var job = await rows.JobAsync("job");
        await rows.BuildAsync(job, "succeeded");
        await rows.BuildAsync(job, "succeeded");
        await rows.ExecuteAsync("UPDATE builds SET end_time = now() - interval '1 day'");

        Assert.Equal(0, await Collection.DeleteOldChecksAsync(Grace, Ct));
    }

    [Fact]
    public async Task Events_of_checks_that_are_no_more_go_and_those_held_in_memory_stay_with_their_resource()
    {
        var resource = await rows.ResourceAsync("r");
        var check = await rows.CheckAsync(resource, "succeeded");
        await rows.ExecuteAsync("UPDATE resources SET in_memory_build_id = 5001");
        await rows.ExecuteAsync(
            "INSERT INTO check_build_events (build_id, event_id, type, version, payload) SELECT id, 0, 'log', '5.1', '' FROM unnest(@ids) AS id",
            new { ids = new[] { check, 5001, 5002 } });

        Assert.Equal(1, await Collection.DeleteOrphanedCheckEventsAsync(Ct));

        Assert.Equal([check, 5001], (await rows.ScalarAsync<long[]>("SELECT array_agg(build_id ORDER BY build_id) FROM check_build_events")).Order());
    }
}
