using System.Collections.Concurrent;
using Dapper;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Concourse.Database.Connections;

/// <summary>
/// One server session that is held for long: it runs the work it is given one after the other and, in between,
/// listens to its socket, so that it delivers notifications and notices at once when the server is gone. It
/// reconnects with growing pauses; work given meanwhile waits.
/// </summary>
internal sealed partial class DedicatedSession : IAsyncDisposable
{
    private static readonly TimeSpan PingInterval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(15);
    private const int PingTimeoutSeconds = 10;

    private readonly NpgsqlDataSource source;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly ConcurrentQueue<ISessionWork> queue = new();
    private readonly CancellationTokenSource stopping = new();
    private readonly Lazy<Task> loop;
    private CancellationTokenSource? waiting;

    public DedicatedSession(NpgsqlDataSource source, TimeProvider time, ILogger logger)
    {
        this.source = source;
        this.time = time;
        this.logger = logger;
        loop = new Lazy<Task>(() => Task.Run(RunAsync));
    }

    /// <summary>Runs on every new connection before any work.</summary>
    public Func<NpgsqlConnection, CancellationToken, Task> Connected { get; init; } = (_, _) => Task.CompletedTask;

    /// <summary>Runs when a connection was lost, before the next is tried.</summary>
    public Action Lost { get; init; } = () => { };

    /// <summary>Receives the session's notifications.</summary>
    public Action<NpgsqlNotificationEventArgs> Notified { get; init; } = _ => { };

    /// <summary>Runs work in this session, after what was given before. The connection is opened with the first work.</summary>
    /// <exception cref="NpgsqlException">The work failed, or the connection broke while it ran.</exception>
    /// <exception cref="ObjectDisposedException">The session ended before the work ran.</exception>
    public Task<T> RunAsync<T>(Func<NpgsqlConnection, CancellationToken, Task<T>> work, CancellationToken ct)
    {
        ObjectDisposedException.ThrowIf(stopping.IsCancellationRequested, this);
        _ = loop.Value;
        var item = new SessionWork<T>(work, ct);
        queue.Enqueue(item);
        Wake();
        return item.Completion;
    }

    public async ValueTask DisposeAsync()
    {
        if (stopping.IsCancellationRequested)
        {
            return;
        }

        await stopping.CancelAsync();
        if (loop.IsValueCreated)
        {
            await loop.Value;
        }

        while (queue.TryDequeue(out var work))
        {
            work.Abandon();
        }

        stopping.Dispose();
    }

    private async Task RunAsync()
    {
        var ct = stopping.Token;
        var pause = FirstPause;
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await using var connection = await source.OpenConnectionAsync(ct);
                connection.Notification += (_, notification) => Notified(notification);
                await Connected(connection, ct);
                pause = FirstPause;
                await ServeAsync(connection, ct);
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                Lost();
            }
            catch (Exception e)
            {
                // Whatever broke the connection, without the next one every lock and notification would be gone for good.
                Lost();
                LogLost(e, pause);
                await Task.Delay(pause, time, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
        }
    }

    private async Task ServeAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        while (true)
        {
            while (queue.TryDequeue(out var work))
            {
                await work.RunAsync(connection, ct);
            }

            using var wake = CancellationTokenSource.CreateLinkedTokenSource(ct);
            Volatile.Write(ref waiting, wake);
            try
            {
                if (queue.IsEmpty && !await connection.WaitAsync(PingInterval, wake.Token))
                {
                    await connection.ExecuteAsync(new CommandDefinition("SELECT 1", commandTimeout: PingTimeoutSeconds, cancellationToken: ct));
                }
            }
            catch (OperationCanceledException) when (!ct.IsCancellationRequested)
            {
                // Woken for new work.
            }
            finally
            {
                Volatile.Write(ref waiting, null);
            }
        }
    }

    private void Wake()
    {
        try
        {
            Volatile.Read(ref waiting)?.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The wait ended by itself in this moment; its loop looks at the queue next.
        }
    }

    [LoggerMessage(EventId = 2010, Level = LogLevel.Warning, Message = "lost a dedicated database connection; trying again in {Pause}")]
    private partial void LogLost(Exception cause, TimeSpan pause);
}
