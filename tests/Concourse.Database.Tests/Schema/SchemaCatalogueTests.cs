using Concourse.Testing.Postgres;
using Dapper;

namespace Concourse.Database.Tests.Schema;

public sealed class SchemaCatalogueTests(PostgresFixture postgres) : DatabaseTest(postgres)
{
    private readonly ExpectedCatalogue expected = ExpectedCatalogue.Load();

    private LiveCatalogue Live => new(Database.Source);

    [Fact]
    public async Task Tables_with_columns_constraints_indexes_and_triggers_are_upstreams() =>
        AssertSame(expected.Tables(), await Live.TablesAsync());

    [Fact]
    public async Task Enums_are_upstreams() => AssertSame(expected.Section("enums"), await Live.EnumsAsync());

    [Fact]
    public async Task Functions_are_upstreams() => AssertSame(expected.Functions(), await Live.FunctionsAsync());

    [Fact]
    public async Task Sequences_are_upstreams() => AssertSame(expected.Section("sequences"), await Live.SequencesAsync());

    [Fact]
    public async Task Extensions_are_upstreams_and_nothing_else_is_in_the_schema()
    {
        Assert.Equal(expected.Extensions, await Live.ExtensionsAsync());
        Assert.Empty(await Live.OtherObjectsAsync());
    }

    [Fact]
    public async Task A_team_and_a_pipeline_get_the_event_tables_that_upstreams_triggers_make()
    {
        await using var connection = await Database.Source.OpenConnectionAsync(Ct);
        await connection.ExecuteAsync(
            """
            INSERT INTO teams (id, name) VALUES (7, 'team');
            INSERT INTO pipelines (id, name, team_id, secondary_ordering) VALUES (7, 'pipeline', 7, 1);
            """);

        var live = await Live.TablesAsync();

        foreach (var (name, description) in expected.RuntimeTables(7))
        {
            Assert.Equal(description, live[name]);
        }
    }

    [Fact]
    public async Task Deleting_a_pipeline_leaves_its_events_to_the_reaper_and_deleting_the_team_drops_the_teams_table()
    {
        await using var connection = await Database.Source.OpenConnectionAsync(Ct);
        await connection.ExecuteAsync(
            """
            INSERT INTO teams (id, name) VALUES (7, 'team');
            INSERT INTO pipelines (id, name, team_id, secondary_ordering) VALUES (8, 'pipeline', 7, 1);
            DELETE FROM teams;
            """);

        Assert.Equal([8], await connection.QueryAsync<int>("SELECT id FROM deleted_pipelines"));
        Assert.Equal("f|t", await connection.QuerySingleAsync<string>(
            """
            SELECT concat_ws('|', to_regclass('team_build_events_7') IS NOT NULL, to_regclass('pipeline_build_events_8') IS NOT NULL)
            """));
    }

    [Fact]
    public async Task The_bookkeeping_rows_are_upstreams_and_the_newest_is_v8_2_5()
    {
        await using var connection = await Database.Source.OpenConnectionAsync(Ct);

        var rows = (await connection.QueryAsync<(string Version, string Direction, string Status, bool Dirty)>(
            "SELECT version::text, direction, status, dirty FROM migrations_history ORDER BY tstamp")).AsList();

        Assert.Equal(154, rows.Count);
        Assert.Equal(expected.MigrationVersions.Order(StringComparer.Ordinal), rows.Select(row => row.Version).Order(StringComparer.Ordinal));
        Assert.All(rows, row => Assert.Equal(("up", "passed", false), (row.Direction, row.Status, row.Dirty)));
        Assert.Equal("1776182280", rows[^1].Version);
    }

    private static void AssertSame(SortedDictionary<string, string> expected, SortedDictionary<string, string> live)
    {
        Assert.Equal(expected.Keys, live.Keys);
        foreach (var (name, description) in expected)
        {
            Assert.Equal(description, live[name]);
        }
    }
}
