using System.Threading.Channels;

namespace Concourse.Database.Notifications;

/// <summary>
/// One listener of one channel. Notifications that nobody reads are kept up to a small number; of more, the
/// oldest go and the next one read says that some were missed. Dispose to stop listening.
/// </summary>
public sealed class Subscription : IAsyncDisposable
{
    private const int KeptNotifications = 256;

    private readonly Func<Subscription, ValueTask> unsubscribe;
    private readonly Channel<Notification> received;
    private int overflowed;

    internal Subscription(string channel, Func<Subscription, ValueTask> unsubscribe)
    {
        ChannelName = channel;
        this.unsubscribe = unsubscribe;
        received = Channel.CreateBounded<Notification>(
            new BoundedChannelOptions(KeptNotifications) { FullMode = BoundedChannelFullMode.DropOldest },
            _ => Interlocked.Exchange(ref overflowed, 1));
    }

    /// <summary>The NOTIFY channel.</summary>
    public string ChannelName { get; }

    /// <summary>Waits for the next notification since the subscription was made.</summary>
    public async ValueTask<Notification> WaitAsync(CancellationToken ct)
    {
        var notification = await received.Reader.ReadAsync(ct);
        return Interlocked.Exchange(ref overflowed, 0) == 1 ? notification with { MayHaveMissedOthers = true } : notification;
    }

    /// <summary>
    /// Waits for the next notification and takes all others that are there already: for subscribers that look
    /// at the state anyway. Returns false if none came within the time.
    /// </summary>
    public async ValueTask<bool> WaitForAnyAsync(TimeSpan timeout, TimeProvider time, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        await using var timer = time.CreateTimer(_ => limit.Cancel(), null, timeout, Timeout.InfiniteTimeSpan);
        try
        {
            await WaitAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return false;
        }

        while (received.Reader.TryRead(out _))
        {
        }

        return true;
    }

    public ValueTask DisposeAsync() => unsubscribe(this);

    internal void Deliver(Notification notification) => received.Writer.TryWrite(notification);
}
