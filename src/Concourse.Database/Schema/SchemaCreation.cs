using Dapper;
using Npgsql;

namespace Concourse.Database.Schema;

/// <summary>Creates upstream's schema in an empty database, with the bookkeeping rows that upstream's own migrations leave.</summary>
internal static class SchemaCreation
{
    public static async Task RunAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var transaction = await connection.BeginTransactionAsync(ct);
        foreach (var script in SchemaScript.InFolder("upstream"))
        {
            await connection.ExecuteAsync(new CommandDefinition(script.Sql, transaction: transaction, cancellationToken: ct));
        }

        // Upstream takes the newest row by time for the current version, so every row has a time of its own.
        await connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO migrations_history (version, tstamp, direction, status, dirty)
            SELECT version, now() + position * interval '1 microsecond', 'up', 'passed', false
              FROM unnest(@versions) WITH ORDINALITY AS migration (version, position)
            """,
            new { versions = UpstreamVersions.All },
            transaction,
            cancellationToken: ct));
        await transaction.CommitAsync(ct);
    }
}
