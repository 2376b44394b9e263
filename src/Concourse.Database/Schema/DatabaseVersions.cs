using Npgsql;

namespace Concourse.Database.Schema;

/// <summary>Schema versions as <c>concourse migrate</c> prints them.</summary>
public static class DatabaseVersions
{
    /// <summary>The version this server brings databases to.</summary>
    public static long Supported => UpstreamVersions.OfRelease825;

    /// <summary>The version of a database; 0 for an empty one.</summary>
    public static async Task<long> CurrentAsync(NpgsqlDataSource database, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return (await SchemaVersion.ReadAsync(connection, ct)).Number;
    }
}
