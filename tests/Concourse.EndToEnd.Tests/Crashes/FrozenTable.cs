using Concourse.EndToEnd.Tests.World;
using Concourse.Testing.Postgres;
using Dapper;
using Npgsql;

namespace Concourse.EndToEnd.Tests.Crashes;

/// <summary>
/// A table that can be read but not written: whoever writes stops inside his transaction. Disposing lets the writers go on.
/// </summary>
internal sealed class FrozenTable : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    private readonly TestDatabase database;
    private readonly NpgsqlConnection holder;
    private readonly string table;

    private FrozenTable(TestDatabase database, NpgsqlConnection holder, string table) =>
        (this.database, this.holder, this.table) = (database, holder, table);

    public static async Task<FrozenTable> FreezeAsync(TestDatabase database, string table, CancellationToken ct)
    {
        var holder = await database.Source.OpenConnectionAsync(ct);
        await holder.ExecuteAsync(new CommandDefinition($"BEGIN; LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE", cancellationToken: ct));
        return new FrozenTable(database, holder, table);
    }

    /// <summary>Returns when a transaction waits to write to the table.</summary>
    public Task WriterWaitsAsync(CancellationToken ct) => WaitForAsync(
        $"SELECT EXISTS (SELECT FROM pg_locks WHERE relation = '{table}'::regclass AND NOT granted)", $"somebody writes to {table}", ct);

    /// <summary>Returns when two transactions wait for the table, or one for the other.</summary>
    public Task SecondWriterWaitsAsync(CancellationToken ct) => WaitForAsync(
        "SELECT count(*) > 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
        $"a second node writes to {table}",
        ct);

    /// <summary>Ends the connections that wait, and so undoes their transactions.</summary>
    public Task UndoWritersAsync(CancellationToken ct) => holder.ExecuteAsync(new CommandDefinition(
        $"SELECT pg_terminate_backend(pid, 10000) FROM pg_locks WHERE relation = '{table}'::regclass AND NOT granted", cancellationToken: ct));

    /// <summary>Lets the writers go on.</summary>
    public Task ThawAsync(CancellationToken ct) => holder.ExecuteAsync(new CommandDefinition("ROLLBACK", cancellationToken: ct));

    public async ValueTask DisposeAsync()
    {
        await ThawAsync(CancellationToken.None);
        await holder.DisposeAsync();
    }

    private Task WaitForAsync(string condition, string what, CancellationToken ct) => Wait.UntilAsync(
        what,
        async () =>
        {
            await using var connection = await database.Source.OpenConnectionAsync(ct);
            return await connection.ExecuteScalarAsync<bool>(new CommandDefinition(condition, cancellationToken: ct));
        },
        Pause,
        ct);
}
