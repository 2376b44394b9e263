using Concourse.Database.Connections;
using Dapper;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Concourse.Database.Notifications;

/// <summary>
/// LISTEN and NOTIFY over one connection per server. After a lost connection it listens again to everything and
/// tells every subscriber that it may have missed something. Channels: scheduler chapter §1.3.
/// </summary>
public sealed partial class NotificationBus : IAsyncDisposable
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(100);

    private readonly NpgsqlDataSource notifying;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly DedicatedSession session;
    private readonly Lock gate = new();
    private readonly Dictionary<string, List<Subscription>> subscriptions = new(StringComparer.Ordinal);
    private bool connectedBefore;

    public NotificationBus(DatabaseConnections connections, TimeProvider time, ILogger<NotificationBus> logger)
    {
        notifying = connections.Backend;
        this.time = time;
        this.logger = logger;
        session = new DedicatedSession(connections.Dedicated, time, logger)
        {
            Connected = ListenToAllAsync,
            Notified = notification => Deliver(notification.Channel, new Notification(notification.Payload, MayHaveMissedOthers: false)),
        };
    }

    /// <summary>
    /// Starts listening; when this returns, every later notification of the channel arrives. A connection that is lost meanwhile
    /// only delays it.
    /// </summary>
    public async Task<Subscription> SubscribeAsync(string channel, CancellationToken ct)
    {
        var subscription = new Subscription(channel, UnsubscribeAsync);
        lock (gate)
        {
            if (!subscriptions.TryGetValue(channel, out var listeners))
            {
                subscriptions.Add(channel, listeners = []);
            }

            listeners.Add(subscription);
        }

        try
        {
            while (!await TryListenAsync(channel, ct))
            {
                await Task.Delay(RetryPause, time, ct);
            }
        }
        catch
        {
            Remove(subscription);
            throw;
        }

        return subscription;
    }

    /// <summary>Notifies a channel at once, outside of any transaction.</summary>
    public async Task NotifyAsync(string channel, string payload, CancellationToken ct)
    {
        await using var connection = await notifying.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition("SELECT pg_notify(@channel, @payload)", new { channel, payload }, cancellationToken: ct));
    }

    public ValueTask DisposeAsync() => session.DisposeAsync();

    private async Task<bool> TryListenAsync(string channel, CancellationToken ct)
    {
        try
        {
            await session.RunAsync((connection, stop) => ExecuteAsync(connection, Listen(channel), stop), ct);
            return true;
        }
        catch (Exception e) when (e is NpgsqlException or OperationCanceledException && !ct.IsCancellationRequested)
        {
            LogNotListening(channel, e.Message);
            return false;
        }
    }

    private static Task<int> ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken ct) =>
        connection.ExecuteAsync(new CommandDefinition(sql, cancellationToken: ct));

    private static string Listen(string channel) => "LISTEN " + Quoted(channel);

    private static string Quoted(string channel) => '"' + channel.Replace("\"", "\"\"", StringComparison.Ordinal) + '"';

    private async Task ListenToAllAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        string statements;
        lock (gate)
        {
            statements = string.Join(';', subscriptions.Keys.Select(Listen));
        }

        if (statements.Length > 0)
        {
            await ExecuteAsync(connection, statements, ct);
        }

        if (connectedBefore)
        {
            TellEveryone(Notification.Reconnected);
        }

        connectedBefore = true;
    }

    private async ValueTask UnsubscribeAsync(Subscription subscription)
    {
        if (!Remove(subscription))
        {
            return;
        }

        try
        {
            await session.RunAsync((connection, stop) => UnlistenAsync(connection, subscription.ChannelName, stop), CancellationToken.None);
        }
        catch (Exception e) when (e is NpgsqlException or ObjectDisposedException)
        {
            // A connection that is gone listens to nothing.
        }
    }

    private Task<int> UnlistenAsync(NpgsqlConnection connection, string channel, CancellationToken ct)
    {
        lock (gate)
        {
            if (subscriptions.ContainsKey(channel))
            {
                return Task.FromResult(0);
            }
        }

        return ExecuteAsync(connection, "UNLISTEN " + Quoted(channel), ct);
    }

    /// <summary>Returns whether it was the channel's last one.</summary>
    private bool Remove(Subscription subscription)
    {
        lock (gate)
        {
            if (!subscriptions.TryGetValue(subscription.ChannelName, out var listeners) || !listeners.Remove(subscription) || listeners.Count > 0)
            {
                return false;
            }

            return subscriptions.Remove(subscription.ChannelName);
        }
    }

    private void Deliver(string channel, Notification notification)
    {
        lock (gate)
        {
            foreach (var subscription in subscriptions.GetValueOrDefault(channel) ?? [])
            {
                subscription.Deliver(notification);
            }
        }
    }

    private void TellEveryone(Notification notification)
    {
        lock (gate)
        {
            foreach (var subscription in subscriptions.Values.SelectMany(listeners => listeners))
            {
                subscription.Deliver(notification);
            }
        }
    }

    [LoggerMessage(EventId = 2013, Level = LogLevel.Warning, Message = "cannot listen to {Channel} yet, trying again: {Cause}")]
    private partial void LogNotListening(string channel, string cause);
}
