using Concourse.Database.Encryption;
using Concourse.Database.Schema;
using Concourse.Testing.Postgres;
using Dapper;
using Microsoft.Extensions.Logging.Abstractions;

namespace Concourse.Database.Tests.Schema;

public sealed class SchemaMigratorTests(PostgresFixture postgres) : DatabaseTest(postgres)
{
    private readonly PostgresFixture postgres = postgres;

    /// <summary>What v8.2.5 added, taken back: the database as v8.0.1 leaves it.</summary>
    private const string BackToRelease801 =
        """
        ALTER TABLE jobs DROP COLUMN disable_reruns;
        ALTER TABLE resource_config_scopes DROP COLUMN next_check_time;
        ALTER TABLE pipelines DROP COLUMN user_data;
        ALTER TABLE task_caches DROP COLUMN last_used, DROP COLUMN ttl;
        DELETE FROM migrations_history WHERE version > 1765921815;
        """;

    [Fact]
    public async Task Adopts_a_database_of_v8_2_5_as_it_is()
    {
        await ExecuteAsync("INSERT INTO teams (name) VALUES ('kept'); CREATE TABLE client (id text); CREATE TABLE migrations (num int);");
        var before = await new LiveCatalogue(Database.Source).TablesAsync();

        await MigrateAsync();

        Assert.Equal(before, await new LiveCatalogue(Database.Source).TablesAsync());
        Assert.Equal(1, await ScalarAsync("SELECT count(*)::int FROM teams"));
        Assert.Equal(154, await ScalarAsync("SELECT count(*)::int FROM migrations_history"));
    }

    [Fact]
    public async Task Migrates_a_database_of_v8_0_1_and_keeps_its_rows()
    {
        await ExecuteAsync(BackToRelease801);
        await ExecuteAsync("INSERT INTO teams (name) VALUES ('kept')");

        await MigrateAsync();

        Assert.Equal(ExpectedCatalogue.Load().Tables(), await TablesWithoutTeamEventsAsync());
        Assert.Equal(154, await ScalarAsync("SELECT count(*)::int FROM migrations_history"));
        Assert.Equal(1, await ScalarAsync("SELECT count(*)::int FROM teams WHERE name = 'kept'"));
    }

    [Fact]
    public async Task Continues_after_a_migration_that_failed()
    {
        await ExecuteAsync(BackToRelease801);
        await ExecuteAsync("ALTER TABLE pipelines ADD COLUMN user_data text");

        var failure = await Assert.ThrowsAsync<MigrationFailedException>(MigrateAsync);
        Assert.StartsWith("migration '1773181582_add_user_data_to_pipelines.sql' failed and was rolled back: 42701", failure.Message, StringComparison.Ordinal);
        Assert.Equal(1, await ScalarAsync("SELECT count(*)::int FROM migrations_history WHERE status = 'failed' AND version = 1773181582"));

        await ExecuteAsync("ALTER TABLE pipelines DROP COLUMN user_data");
        await MigrateAsync();

        Assert.Equal(ExpectedCatalogue.Load().Tables(), await new LiveCatalogue(Database.Source).TablesAsync());
    }

    [Fact]
    public async Task Migrates_again_what_was_migrated_down()
    {
        await ExecuteAsync(BackToRelease801);
        await ExecuteAsync(
            """
            INSERT INTO migrations_history VALUES
                (1771492499, now() + interval '1 second', 'up', 'passed', false),
                (1771492499, now() + interval '2 seconds', 'down', 'passed', false);
            """);

        await MigrateAsync();

        Assert.Equal(ExpectedCatalogue.Load().Tables(), await new LiveCatalogue(Database.Source).TablesAsync());
    }

    [Theory]
    [InlineData("DELETE FROM migrations_history WHERE version > 1747084615", "1747084615, older than v8.0.1 (1765921815)")]
    [InlineData("INSERT INTO migrations_history VALUES (1999999999, now() + interval '1 day', 'up', 'passed', false)", "1999999999, which is newer")]
    [InlineData("DROP TABLE migrations_history", "older than this server can migrate")]
    public async Task Refuses_any_other_version_and_names_the_way(string change, string reason)
    {
        await ExecuteAsync(change);

        var refusal = await Assert.ThrowsAsync<UnsupportedSchemaException>(MigrateAsync);

        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
        Assert.Contains("v8.2.5", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Servers_that_start_at_once_create_the_schema_once()
    {
        await using var empty = await postgres.CreateEmptyDatabaseAsync();

        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Migrator(empty).MigrateAsync(Ct)));

        await using var connection = await empty.Source.OpenConnectionAsync(Ct);
        Assert.Equal(154, await connection.ExecuteScalarAsync<int>("SELECT count(*)::int FROM migrations_history"));
        Assert.Equal(2, await connection.ExecuteScalarAsync<int>(
            "SELECT count(*)::int FROM pg_tables WHERE schemaname = 'jetbridge' AND tablename IN ('step_outcomes', 'stream_offsets')"));
    }

    private static SchemaMigrator Migrator(TestDatabase database) =>
        new(database.Connections.Dedicated, EncryptionKeys.None, TimeProvider.System, NullLogger<SchemaMigrator>.Instance);

    private Task MigrateAsync() => Migrator(Database).MigrateAsync(Ct);

    private async Task<SortedDictionary<string, string>> TablesWithoutTeamEventsAsync()
    {
        var tables = await new LiveCatalogue(Database.Source).TablesAsync();
        tables.Remove("team_build_events_1");
        return tables;
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = await Database.Source.OpenConnectionAsync(Ct);
        await connection.ExecuteAsync(sql);
    }

    private async Task<int> ScalarAsync(string sql)
    {
        await using var connection = await Database.Source.OpenConnectionAsync(Ct);
        return await connection.ExecuteScalarAsync<int>(sql);
    }
}
