using System.Threading.Channels;
using Concourse.Core.Events;
using Concourse.Core.Plans;
using Microsoft.Extensions.Logging;

namespace Concourse.Engine.Journal;

/// <summary>
/// The one writer of a build's events. Entries are stored in the order they came, many in one transaction: what arrives
/// within <see cref="BatchTime"/> or until somebody waits for a flush. While the database is away the bounded queue fills
/// and its producers wait; nothing is dropped. When another writer's event stands where ours should, the build is abandoned:
/// every waiting and later call throws <see cref="BuildAbandonedException"/> and <see cref="Abandoned"/> is cancelled.
/// <para>Disposing stops at once and stores nothing more, like a crash; call <see cref="FlushAsync"/> before a proper end.</para>
/// </summary>
public sealed partial class BuildEventWriter : IAsyncDisposable
{
    /// <summary>How long events may wait for company.</summary>
    public static readonly TimeSpan BatchTime = TimeSpan.FromMilliseconds(50);

    private const int QueueLength = 256;
    private const int BatchEvents = 1000;
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private readonly Func<JournalBatch, CancellationToken, Task> store;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly Channel<Item> queue = Channel.CreateBounded<Item>(new BoundedChannelOptions(QueueLength) { SingleReader = true });
    private readonly CancellationTokenSource stop;
    private readonly CancellationTokenSource abandoned = new();
    private readonly Task loop;
    private int nextEventId;

    /// <param name="firstEventId">Number of the next event of this build.</param>
    /// <param name="store">Stores a batch in one transaction; throws <see cref="BuildAbandonedException"/> when an event id is
    /// taken; any other exception is tried again.</param>
    /// <param name="time">Clock of the pauses between tries.</param>
    /// <param name="logger">Hears of failed tries.</param>
    /// <param name="released">From then on nothing more is stored, not even what waits in the queue.</param>
    public BuildEventWriter(
        int firstEventId,
        Func<JournalBatch, CancellationToken, Task> store,
        TimeProvider time,
        ILogger logger,
        CancellationToken released)
    {
        stop = CancellationTokenSource.CreateLinkedTokenSource(released);
        nextEventId = firstEventId;
        this.store = store;
        this.time = time;
        this.logger = logger;
        loop = Task.Run(RunAsync, CancellationToken.None);
    }

    /// <summary>Cancelled when another writer owns the build.</summary>
    public CancellationToken Abandoned => abandoned.Token;

    /// <summary>Number that the next event will get; meaningful after a flush.</summary>
    public int NextEventId => Volatile.Read(ref nextEventId);

    /// <summary>Puts an entry into the queue; waits while it is full.</summary>
    public async ValueTask WriteAsync(JournalEntry entry, CancellationToken ct)
    {
        try
        {
            await queue.Writer.WriteAsync(new Item(entry, null), ct);
        }
        catch (ChannelClosedException e)
        {
            throw Closed(e);
        }
    }

    /// <summary>Waits until everything that was written before is stored.</summary>
    public async Task FlushAsync(CancellationToken ct)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            await queue.Writer.WriteAsync(new Item(null, done), ct);
        }
        catch (ChannelClosedException e)
        {
            throw Closed(e);
        }

        await done.Task.WaitAsync(ct);
    }

    public async ValueTask DisposeAsync()
    {
        queue.Writer.TryComplete();
        await stop.CancelAsync();
        await loop;
        stop.Dispose();
        abandoned.Dispose();
    }

    private static Exception Closed(Exception e) => e.InnerException is BuildAbandonedException abandonment
        ? new BuildAbandonedException(abandonment.Message, abandonment)
        : new OperationCanceledException("the build was released from this node", e);

    private async Task RunAsync()
    {
        var batch = new List<Item>();
        try
        {
            while (await queue.Reader.WaitToReadAsync(stop.Token))
            {
                batch.Clear();
                await FillAsync(batch);
                await StoreAsync(batch);
                foreach (var item in batch)
                {
                    item.Entry?.Stored?.Invoke();
                    item.Flushed?.TrySetResult();
                }
            }
        }
        catch (Exception e)
        {
            End(batch, e);
        }
    }

    private void End(List<Item> batch, Exception cause)
    {
        // First, so that whoever sees the failure finds the token cancelled.
        if (cause is not OperationCanceledException)
        {
            LogAbandoned(logger, cause);
            abandoned.Cancel();
        }

        queue.Writer.TryComplete(cause);
        var failure = cause is BuildAbandonedException
            ? cause
            : new OperationCanceledException("the build was released from this node", cause);
        while (queue.Reader.TryRead(out var item))
        {
            batch.Add(item);
        }

        foreach (var item in batch)
        {
            item.Flushed?.TrySetException(failure);
        }
    }

    private async Task FillAsync(List<Item> batch)
    {
        using var window = CancellationTokenSource.CreateLinkedTokenSource(stop.Token);
        await using var timer = time.CreateTimer(_ => window.Cancel(), null, BatchTime, Timeout.InfiniteTimeSpan);
        var events = 0;
        try
        {
            while (events < BatchEvents && await queue.Reader.WaitToReadAsync(window.Token))
            {
                while (events < BatchEvents && queue.Reader.TryRead(out var item))
                {
                    batch.Add(item);
                    events += item.Entry?.Events.Count ?? 0;
                    if (item.Flushed is not null)
                    {
                        return;
                    }
                }
            }
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            // The window is over.
        }
    }

    private async Task StoreAsync(List<Item> items)
    {
        var batch = Merge(items);
        if (batch.Events.Count == 0 && batch.Positions.Count == 0 && batch.Records.Count == 0)
        {
            return;
        }

        var pause = TimeSpan.FromMilliseconds(50);
        while (true)
        {
            try
            {
                await store(batch, stop.Token);
                Volatile.Write(ref nextEventId, batch.FirstEventId + batch.Events.Count);
                return;
            }
            catch (Exception e) when (e is not BuildAbandonedException && !stop.IsCancellationRequested)
            {
                LogRetry(logger, batch.Events.Count, e);
                batch = batch with { MayBeStored = true };
                await Task.Delay(pause, time, stop.Token);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
        }
    }

    private JournalBatch Merge(List<Item> items)
    {
        var events = new List<BuildEvent>();
        var positions = new Dictionary<(PlanId, Runtime.Processes.ProcessStream), StreamPosition>();
        var records = new Dictionary<PlanId, StepRecord>();
        foreach (var item in items)
        {
            if (item.Entry is not { } entry)
            {
                continue;
            }

            events.AddRange(entry.Events);
            if (entry.Position is { } position)
            {
                positions[(position.Plan, position.Stream)] = position;
            }

            if (entry.Record is { } record)
            {
                records[record.Plan] = record.Record;
            }
        }

        return new JournalBatch(nextEventId, events, [.. positions.Values], records);
    }

    [LoggerMessage(EventId = 4001, Level = LogLevel.Warning, Message = "storing {Count} build events failed; trying again")]
    private static partial void LogRetry(ILogger logger, int count, Exception e);

    [LoggerMessage(EventId = 4002, Level = LogLevel.Warning, Message = "build abandoned: another node writes its events")]
    private static partial void LogAbandoned(ILogger logger, Exception e);

    private sealed record Item(JournalEntry? Entry, TaskCompletionSource? Flushed);
}
