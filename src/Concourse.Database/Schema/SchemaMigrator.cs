using System.Data;
using Concourse.Database.Encryption;
using Dapper;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Concourse.Database.Schema;

/// <summary>
/// Brings a database to the schema of this server at start: creates it when empty, adopts one of v8.2.5,
/// migrates one of v8.0.1, refuses anything else; then our own schema <c>jetbridge</c> and the encryption keys.
/// Any number of servers may start at once: advisory lock 5, upstream's migration lock, lets one through at a time.
/// Source: database chapter §2 and §12.
/// </summary>
public sealed partial class SchemaMigrator(NpgsqlDataSource database, EncryptionKeys keys, TimeProvider time, ILogger<SchemaMigrator> logger)
{
    private const long MigrationLock = 5;
    private static readonly TimeSpan LockRetryInterval = TimeSpan.FromSeconds(1);

    /// <summary>Runs until the database is ready; waits without limit for another server that is migrating.</summary>
    /// <exception cref="UnsupportedSchemaException">The database is of a version that cannot be used.</exception>
    /// <exception cref="MigrationFailedException">A migration failed; it was rolled back.</exception>
    /// <exception cref="ColumnCipherException">A row is encrypted with neither of the keys.</exception>
    public async Task MigrateAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await TakeLockAsync(connection, ct);
        try
        {
            await BringUpToDateAsync(connection, ct);
            await OwnSchema.MigrateAsync(connection, ct);
            await new KeyRotation(keys).RunAsync(connection, ct);
        }
        finally
        {
            // With a broken connection the lock has gone too, and the failure to tell is the one that broke it.
            if (connection.FullState == ConnectionState.Open)
            {
                await connection.ExecuteAsync("SELECT pg_advisory_unlock(@MigrationLock)", new { MigrationLock });
            }
        }
    }

    private async Task TakeLockAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        var command = new CommandDefinition("SELECT pg_try_advisory_lock(@MigrationLock)", new { MigrationLock }, cancellationToken: ct);
        while (!await connection.ExecuteScalarAsync<bool>(command))
        {
            await Task.Delay(LockRetryInterval, time, ct);
        }
    }

    private async Task BringUpToDateAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        var version = await SchemaVersion.ReadAsync(connection, ct);
        switch (version.Verdict)
        {
            case SchemaVerdict.Empty:
                await SchemaCreation.RunAsync(connection, ct);
                LogCreated(UpstreamVersions.OfRelease825);
                break;
            case SchemaVerdict.Current:
                break;
            case SchemaVerdict.Migratable:
                await MigrateFromAsync(connection, version.Number, ct);
                break;
            default:
                throw new UnsupportedSchemaException(version.Refusal);
        }
    }

    private async Task MigrateFromAsync(NpgsqlConnection connection, long current, CancellationToken ct)
    {
        foreach (var (version, script) in UpstreamVersions.AfterRelease801.Where(migration => migration.Version > current))
        {
            try
            {
                await using var transaction = await connection.BeginTransactionAsync(ct);
                await connection.ExecuteAsync(new CommandDefinition(script.Sql, transaction: transaction, cancellationToken: ct));
                await RecordAsync(connection, version, "passed", ct);
                await transaction.CommitAsync(ct);
            }
            catch (PostgresException e)
            {
                await RecordAsync(connection, version, "failed", ct);
                throw new MigrationFailedException(Path.GetFileName(script.Name), e);
            }

            LogMigrated(version);
        }
    }

    private static Task<int> RecordAsync(NpgsqlConnection connection, long version, string status, CancellationToken ct) =>
        connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO migrations_history (version, tstamp, direction, status, dirty)
            VALUES (@version, clock_timestamp(), 'up', @status, false)
            """,
            new { version, status },
            cancellationToken: ct));

    [LoggerMessage(EventId = 2001, Level = LogLevel.Information, Message = "created the database schema at version {Version}")]
    private partial void LogCreated(long version);

    [LoggerMessage(EventId = 2002, Level = LogLevel.Information, Message = "migrated the database to version {Version}")]
    private partial void LogMigrated(long version);
}
