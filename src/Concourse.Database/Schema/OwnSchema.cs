using System.Globalization;
using Dapper;
using Npgsql;

namespace Concourse.Database.Schema;

/// <summary>Our own tables, in schema <c>jetbridge</c> beside upstream's, with a bookkeeping table of their own.</summary>
internal static class OwnSchema
{
    public static async Task MigrateAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition(
            """
            CREATE SCHEMA IF NOT EXISTS jetbridge;
            CREATE TABLE IF NOT EXISTS jetbridge.migrations (version int PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now());
            """,
            transaction: transaction,
            cancellationToken: ct));
        var applied = (await connection.QueryAsync<int>(
            new CommandDefinition("SELECT version FROM jetbridge.migrations", transaction: transaction, cancellationToken: ct))).ToHashSet();

        foreach (var script in SchemaScript.InFolder("jetbridge"))
        {
            var version = int.Parse(Path.GetFileName(script.Name).Split('-')[0], CultureInfo.InvariantCulture);
            if (applied.Add(version))
            {
                await connection.ExecuteAsync(new CommandDefinition(script.Sql, transaction: transaction, cancellationToken: ct));
                await connection.ExecuteAsync(new CommandDefinition(
                    "INSERT INTO jetbridge.migrations (version) VALUES (@version)", new { version }, transaction, cancellationToken: ct));
            }
        }

        await transaction.CommitAsync(ct);
    }
}
