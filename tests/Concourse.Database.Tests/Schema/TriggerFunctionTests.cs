using Concourse.Testing.Postgres;
using Dapper;

namespace Concourse.Database.Tests.Schema;

public sealed class TriggerFunctionTests(PostgresFixture postgres) : DatabaseTest(postgres)
{
    [Fact]
    public async Task A_changed_worker_is_announced_with_its_name()
    {
        await using var connection = await Database.Source.OpenConnectionAsync(Ct);
        var payloads = new List<string>();
        connection.Notification += (_, notification) => payloads.Add(notification.Payload);
        await connection.ExecuteAsync("LISTEN worker_events_channel");

        await connection.ExecuteAsync("INSERT INTO workers (name) VALUES ('w')");
        await connection.ExecuteAsync("DELETE FROM workers");

        Assert.Equal(
            ["""{"operation" : "INSERT", "data" : {"name": "w"}}""", """{"operation" : "DELETE", "data" : {"name": "w"}}"""],
            payloads);
    }

    [Fact]
    public async Task A_new_container_is_announced_with_texts_and_null()
    {
        await using var connection = await Database.Source.OpenConnectionAsync(Ct);
        await connection.ExecuteAsync("INSERT INTO workers (name) VALUES ('w')");
        var payloads = new List<string>();
        connection.Notification += (_, notification) => payloads.Add(notification.Payload);
        await connection.ExecuteAsync("LISTEN container_events_channel");

        await connection.ExecuteAsync("INSERT INTO containers (id, handle, worker_name) VALUES (3, 'h', 'w')");

        Assert.Equal(["""{"operation" : "INSERT", "data" : {"id": "3", "build_id": null, "worker_name": "w"}}"""], payloads);
    }

    [Fact]
    public async Task A_worker_cache_is_marked_invalid_when_its_base_type_goes()
    {
        await using var connection = await Database.Source.OpenConnectionAsync(Ct);
        await connection.ExecuteAsync(
            """
            INSERT INTO workers (name) VALUES ('w');
            INSERT INTO base_resource_types (id, name) VALUES (1, 'git');
            INSERT INTO worker_base_resource_types (id, worker_name, base_resource_type_id, image, version) VALUES (1, 'w', 1, '/i', '1');
            INSERT INTO worker_resource_caches (worker_name, worker_base_resource_type_id) VALUES ('w', 1);
            """);
        Assert.Null(await connection.ExecuteScalarAsync<DateTime?>("SELECT invalid_since FROM worker_resource_caches"));

        await connection.ExecuteAsync("DELETE FROM worker_base_resource_types");

        Assert.NotNull(await connection.ExecuteScalarAsync<DateTime?>("SELECT invalid_since FROM worker_resource_caches"));
    }

    [Theory]
    [InlineData("""{"a": 1}""", """{"a": 1}""")]
    [InlineData("null", "{}")]
    [InlineData("[1]", "{}")]
    [InlineData(null, "{}")]
    public async Task Anything_that_is_no_object_becomes_the_empty_object(string? value, string result)
    {
        await using var connection = await Database.Source.OpenConnectionAsync(Ct);

        Assert.Equal(result, await connection.ExecuteScalarAsync<string>("SELECT jsonb_coalesce_empty(@value::jsonb)::text", new { value }));
    }
}
