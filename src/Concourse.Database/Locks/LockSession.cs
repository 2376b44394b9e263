using System.Collections.Concurrent;
using Concourse.Database.Connections;
using Dapper;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Concourse.Database.Locks;

/// <summary>
/// All locks of some types, in one server session. Session locks are re-entrant in PostgreSQL, so a second
/// holder in this process is refused here.
/// </summary>
internal sealed partial class LockSession : IAsyncDisposable
{
    private readonly DedicatedSession session;
    private readonly ILogger logger;
    private readonly ConcurrentDictionary<LockId, AdvisoryLock> held = new();

    public LockSession(NpgsqlDataSource source, TimeProvider time, ILogger logger)
    {
        this.logger = logger;
        session = new DedicatedSession(source, time, logger) { Lost = LoseAll };
    }

    public async Task<AdvisoryLock?> TryAcquireAsync(LockId id, CancellationToken ct)
    {
        var taken = new AdvisoryLock(this, id);
        if (!held.TryAdd(id, taken))
        {
            return null;
        }

        try
        {
            if (await session.RunAsync((connection, stop) => AskAsync(connection, "SELECT pg_try_advisory_lock(@Type, @Key)", id, stop), ct))
            {
                return taken;
            }
        }
        catch
        {
            // The caller gave up or the connection broke; the statement may still take the lock, so it is undone behind it.
            _ = ReleaseAsync(taken).AsTask();
            throw;
        }

        held.TryRemove(KeyValuePair.Create(id, taken));
        return null;
    }

    public async ValueTask ReleaseAsync(AdvisoryLock taken)
    {
        if (!held.TryGetValue(taken.Id, out var current) || current != taken)
        {
            return;
        }

        try
        {
            var released = await session.RunAsync(
                async (connection, stop) =>
                {
                    // Lost with an earlier connection: another holder, even in this process, may have it by now.
                    if (taken.Lost.IsCancellationRequested)
                    {
                        return false;
                    }

                    var unlocked = await AskAsync(connection, "SELECT pg_advisory_unlock(@Type, @Key)", taken.Id, stop);
                    held.TryRemove(KeyValuePair.Create(taken.Id, taken));
                    return unlocked;
                },
                CancellationToken.None);
            if (!released)
            {
                LogLostWhileHeld(taken.Id);
            }
        }
        catch (Exception e) when (e is NpgsqlException or ObjectDisposedException or OperationCanceledException)
        {
            // With the connection the lock is gone too.
            held.TryRemove(KeyValuePair.Create(taken.Id, taken));
        }
    }

    public ValueTask DisposeAsync() => session.DisposeAsync();

    private static Task<bool> AskAsync(NpgsqlConnection connection, string sql, LockId id, CancellationToken ct) =>
        connection.ExecuteScalarAsync<bool>(new CommandDefinition(sql, new { Type = (int)id.Type, id.Key }, cancellationToken: ct));

    private void LoseAll()
    {
        foreach (var entry in held)
        {
            if (held.TryRemove(entry))
            {
                entry.Value.Lose();
            }
        }
    }

    [LoggerMessage(EventId = 2011, Level = LogLevel.Warning, Message = "lock {Id} was lost while held, possibly due to connection breakage")]
    private partial void LogLostWhileHeld(LockId id);
}
