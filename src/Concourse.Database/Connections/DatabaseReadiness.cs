using System.Net.Sockets;
using Dapper;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Concourse.Database.Connections;

/// <summary>What must hold of the database before a server uses it: it answers, and it is no transaction pooler.</summary>
public sealed partial class DatabaseReadiness(DatabaseConnections connections, TimeProvider time, ILogger<DatabaseReadiness> logger)
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    /// <summary>Waits until a connection succeeds, up to <see cref="DatabaseOptions.ConnectTimeout"/>, with growing pauses.</summary>
    /// <exception cref="NpgsqlException">The last failure when the time is up.</exception>
    /// <exception cref="TransactionPoolerException">A pooler refuses our sessions.</exception>
    public async Task WaitAsync(CancellationToken ct)
    {
        var deadline = time.GetUtcNow() + connections.Options.ConnectTimeout;
        var pause = TimeSpan.FromMilliseconds(100);
        while (true)
        {
            try
            {
                await using var connection = await OpenThroughPoolerAsync(ct);
                return;
            }
            catch (Exception e) when (IsTransient(e) && time.GetUtcNow() + pause < deadline)
            {
                LogWaiting(connections.Options.Place, e.Message, deadline - time.GetUtcNow());
                await Task.Delay(pause, time, ct);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
        }
    }

    /// <summary>
    /// Session locks and LISTEN need a server session of one's own. Behind a transaction pooler two statements
    /// of one connection may run in different sessions as soon as another connection holds a transaction.
    /// </summary>
    /// <exception cref="TransactionPoolerException">The connections go through a transaction pooler.</exception>
    public async Task RefuseTransactionPoolerAsync(CancellationToken ct)
    {
        const string session = "SELECT pg_backend_pid()";
        await using var ours = await OpenThroughPoolerAsync(ct);
        await using var other = await OpenThroughPoolerAsync(ct);
        var before = await ours.ExecuteScalarAsync<int>(new CommandDefinition(session, cancellationToken: ct));
        await using var transaction = await other.BeginTransactionAsync(ct);
        var others = await other.ExecuteScalarAsync<int>(new CommandDefinition(session, transaction: transaction, cancellationToken: ct));
        var after = await ours.ExecuteScalarAsync<int>(new CommandDefinition(session, cancellationToken: ct));
        if (before != after || before == others)
        {
            throw TransactionPoolerException.SharesSessions();
        }
    }

    private async Task<NpgsqlConnection> OpenThroughPoolerAsync(CancellationToken ct)
    {
        try
        {
            return await connections.Dedicated.OpenConnectionAsync(ct);
        }
        catch (PostgresException e) when (e.MessageText.Contains("unsupported startup parameter", StringComparison.OrdinalIgnoreCase))
        {
            throw TransactionPoolerException.RefusesParameters(e);
        }
    }

    private static bool IsTransient(Exception e) =>
        e is SocketException || e is NpgsqlException { IsTransient: true } || e is NpgsqlException { InnerException: SocketException or IOException or TimeoutException }
        || e is PostgresException { SqlState: PostgresErrorCodes.CannotConnectNow };

    [LoggerMessage(EventId = 2012, Level = LogLevel.Warning, Message = "the database at {Place} does not answer yet ({Cause}); trying for another {Left}")]
    private partial void LogWaiting(string place, string cause, TimeSpan left);
}
