using Dapper;
using Npgsql;

namespace Concourse.Database.Connections;

/// <summary>The few shapes of a query, so that repositories are mostly SQL. Commands take part in the connection's transaction.</summary>
internal static class Querying
{
    public static async Task<List<T>> RowsAsync<T>(this NpgsqlConnection connection, string sql, object? values, CancellationToken ct) =>
        (await connection.QueryAsync<T>(new CommandDefinition(sql, values, cancellationToken: ct))).AsList();

    public static Task<T?> RowAsync<T>(this NpgsqlConnection connection, string sql, object? values, CancellationToken ct) =>
        connection.QuerySingleOrDefaultAsync<T>(new CommandDefinition(sql, values, cancellationToken: ct));

    public static Task<T?> ScalarAsync<T>(this NpgsqlConnection connection, string sql, object? values, CancellationToken ct) =>
        connection.ExecuteScalarAsync<T>(new CommandDefinition(sql, values, cancellationToken: ct));

    public static Task<int> RunAsync(this NpgsqlConnection connection, string sql, object? values, CancellationToken ct) =>
        connection.ExecuteAsync(new CommandDefinition(sql, values, cancellationToken: ct));

    public static async Task<List<T>> RowsAsync<T>(this NpgsqlDataSource source, string sql, object? values, CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        return await connection.RowsAsync<T>(sql, values, ct);
    }

    public static async Task<T?> RowAsync<T>(this NpgsqlDataSource source, string sql, object? values, CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        return await connection.RowAsync<T>(sql, values, ct);
    }

    public static async Task<T?> ScalarAsync<T>(this NpgsqlDataSource source, string sql, object? values, CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        return await connection.ScalarAsync<T>(sql, values, ct);
    }

    public static async Task<int> RunAsync(this NpgsqlDataSource source, string sql, object? values, CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        return await connection.RunAsync(sql, values, ct);
    }

    /// <summary>Runs the work in one transaction; it is rolled back if the work throws.</summary>
    public static async Task<T> InTransactionAsync<T>(this NpgsqlDataSource source, Func<NpgsqlConnection, Task<T>> work, CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var result = await work(connection);
        await transaction.CommitAsync(ct);
        return result;
    }

    /// <inheritdoc cref="InTransactionAsync{T}"/>
    public static Task InTransactionAsync(this NpgsqlDataSource source, Func<NpgsqlConnection, Task> work, CancellationToken ct) =>
        source.InTransactionAsync(
            async connection =>
            {
                await work(connection);
                return true;
            },
            ct);

    /// <summary>Notifies a channel; call it after the transaction that the listeners shall see.</summary>
    public static Task NotifyAsync(this NpgsqlConnection connection, string channel, CancellationToken ct) =>
        connection.RunAsync("SELECT pg_notify(@channel, '')", new { channel }, ct);

    /// <inheritdoc cref="NotifyAsync(NpgsqlConnection, string, CancellationToken)"/>
    public static Task NotifyAsync(this NpgsqlDataSource source, IReadOnlyList<string> channels, CancellationToken ct) =>
        source.RunAsync("SELECT pg_notify(channel, '') FROM unnest(@channels) AS channel", new { channels = channels.ToArray() }, ct);
}
