using Dapper;
using Npgsql;

namespace Concourse.Database.Schema;

/// <summary>What can be done with the database that was found.</summary>
internal enum SchemaVerdict
{
    Empty,
    Current,
    Migratable,
    Refused,
}

/// <summary>Where a database stands by upstream's bookkeeping. <paramref name="Refusal"/> tells the user why it cannot be used, if so.</summary>
internal sealed record SchemaVersion(SchemaVerdict Verdict, long Number = 0, string Refusal = "")
{
    private const string GoThrough = "start Concourse v8.0.1 or v8.2.5 on it once, then start this server again";

    /// <summary>Reads the bookkeeping tables without changing them. Rules: database chapter §2.1.</summary>
    public static async Task<SchemaVersion> ReadAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        var tables = await connection.QuerySingleAsync<BookkeepingTables>(new CommandDefinition(
            """
            SELECT to_regclass('migrations_history') IS NOT NULL AS history,
                   to_regclass('schema_migrations') IS NOT NULL AS older,
                   to_regclass('migration_version') IS NOT NULL AS oldest,
                   to_regclass('builds') IS NOT NULL AS builds
            """,
            cancellationToken: ct));

        var newest = tables.History ? await NewestMigrationAsync(connection, ct) : null;
        if (newest is not null)
        {
            return Judge(newest.Direction == "down" ? UpstreamVersions.Before(newest.Version) : newest.Version);
        }

        if (tables.Older || tables.Oldest || tables.Builds)
        {
            return new SchemaVersion(
                SchemaVerdict.Refused,
                Refusal: $"the database holds tables of a Concourse that is older than this server can migrate (no migrations_history rows); {GoThrough}");
        }

        return new SchemaVersion(SchemaVerdict.Empty);
    }

    private static SchemaVersion Judge(long version)
    {
        if (version == UpstreamVersions.OfRelease825)
        {
            return new SchemaVersion(SchemaVerdict.Current, version);
        }

        if (version == UpstreamVersions.OfRelease801 || UpstreamVersions.AfterRelease801.Any(migration => migration.Version == version))
        {
            return new SchemaVersion(SchemaVerdict.Migratable, version);
        }

        var refusal = version > UpstreamVersions.OfRelease825
            ? $"the database is at migration {version}, which is newer than this server knows ({UpstreamVersions.OfRelease825}, Concourse v8.2.5); "
                + "use a newer server, or migrate it down with the Concourse that wrote it: concourse migrate --migrate-db-to-version "
                + $"{UpstreamVersions.OfRelease825}"
            : $"the database is at migration {version}, older than v8.0.1 ({UpstreamVersions.OfRelease801}); {GoThrough}";
        return new SchemaVersion(SchemaVerdict.Refused, version, refusal);
    }

    private static Task<MigrationRow?> NewestMigrationAsync(NpgsqlConnection connection, CancellationToken ct) =>
        connection.QueryFirstOrDefaultAsync<MigrationRow>(new CommandDefinition(
            "SELECT version, direction FROM migrations_history WHERE status <> 'failed' ORDER BY tstamp DESC LIMIT 1",
            cancellationToken: ct));

    private sealed record BookkeepingTables(bool History, bool Older, bool Oldest, bool Builds);

    private sealed record MigrationRow(long Version, string Direction);
}
