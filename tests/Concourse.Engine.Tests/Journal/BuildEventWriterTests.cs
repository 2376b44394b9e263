using System.Collections.Concurrent;
using Concourse.Core.Events;
using Concourse.Core.Plans;
using Concourse.Engine.Journal;
using Concourse.Runtime.Processes;
using Microsoft.Extensions.Logging.Abstractions;

namespace Concourse.Engine.Tests.Journal;

public sealed class BuildEventWriterTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private readonly ConcurrentQueue<JournalBatch> stored = new();

    [Fact]
    public async Task Events_are_stored_in_order_with_contiguous_ids_in_few_batches()
    {
        await using var writer = Writer(5, Store);
        for (var i = 0; i < 3000; i++)
        {
            await writer.WriteAsync(Entry($"{i}"), Ct);
        }

        await writer.FlushAsync(Ct);

        var texts = stored.SelectMany(batch => batch.Events).Cast<LogEvent>().Select(e => e.Text);
        Assert.Equal(Enumerable.Range(0, 3000).Select(i => $"{i}"), texts);
        Assert.Equal(3005, writer.NextEventId);
        var next = 5;
        foreach (var batch in stored)
        {
            Assert.Equal(next, batch.FirstEventId);
            next += batch.Events.Count;
        }

        Assert.InRange(stored.Count, 1, 600);
    }

    [Fact]
    public async Task A_flush_returns_only_after_what_was_written_before_is_stored()
    {
        var open = new TaskCompletionSource();
        await using var writer = Writer(0, async (batch, _) =>
        {
            await open.Task;
            stored.Enqueue(batch);
        });
        await writer.WriteAsync(Entry("a"), Ct);
        var flush = writer.FlushAsync(Ct);

        Assert.False(flush.IsCompleted);
        open.SetResult();
        await flush;
        Assert.Single(stored);
    }

    [Fact]
    public async Task While_the_store_fails_nothing_is_dropped_and_the_repeated_batch_says_that_it_may_be_stored()
    {
        var tries = new List<JournalBatch>();
        await using var writer = Writer(0, (batch, _) =>
        {
            tries.Add(batch);
            return tries.Count < 3 ? throw new TimeoutException("database is away") : Task.CompletedTask;
        });
        await writer.WriteAsync(Entry("a"), Ct);
        await writer.FlushAsync(Ct);

        Assert.Equal([false, true, true], tries.Select(t => t.MayBeStored));
        Assert.All(tries, t => Assert.Equal("a", Assert.IsType<LogEvent>(Assert.Single(t.Events)).Text));
    }

    [Fact]
    public async Task While_the_store_hangs_the_queue_fills_and_the_producer_waits()
    {
        var open = new TaskCompletionSource();
        await using var writer = Writer(0, (_, ct) => open.Task.WaitAsync(ct));
        var written = 0;
        var producer = Task.Run(async () =>
        {
            for (; written < 5000; written++)
            {
                await writer.WriteAsync(Entry("x"), Ct);
            }
        }, Ct);

        await Task.WhenAny(producer, Task.Delay(300, Ct));
        Assert.False(producer.IsCompleted);
        Assert.InRange(written, 1, 3000);
        open.SetResult();
        await producer;
        await writer.FlushAsync(Ct);
        Assert.Equal(5000, writer.NextEventId);
    }

    [Fact]
    public async Task Another_writers_event_abandons_the_build_for_every_waiting_and_later_call()
    {
        await using var writer = Writer(0, (_, _) => throw new BuildAbandonedException("taken"));
        await writer.WriteAsync(Entry("a"), Ct);

        await Assert.ThrowsAsync<BuildAbandonedException>(() => writer.FlushAsync(Ct));
        await Assert.ThrowsAsync<BuildAbandonedException>(async () => await writer.WriteAsync(Entry("b"), Ct));
        Assert.True(writer.Abandoned.IsCancellationRequested);
    }

    [Fact]
    public async Task A_disposed_writer_stores_nothing_more()
    {
        var writer = Writer(0, Store);
        await writer.WriteAsync(Entry("a"), Ct);
        await writer.DisposeAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await writer.WriteAsync(Entry("b"), Ct));
        Assert.DoesNotContain(stored.SelectMany(b => b.Events).Cast<LogEvent>(), e => e.Text == "b");
    }

    [Fact]
    public async Task A_released_writer_stores_nothing_more_not_even_what_waits_in_the_queue()
    {
        using var release = new CancellationTokenSource();
        var begun = new TaskCompletionSource();
        await using var writer = new BuildEventWriter(
            0,
            async (batch, ct) =>
            {
                begun.TrySetResult();
                await Task.Delay(Timeout.Infinite, ct);
                stored.Enqueue(batch);
            },
            TimeProvider.System,
            NullLogger.Instance,
            release.Token);
        await writer.WriteAsync(Entry("a"), Ct);
        await begun.Task;
        await writer.WriteAsync(Entry("b"), Ct);
        var flush = writer.FlushAsync(Ct);
        await release.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => flush);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await writer.WriteAsync(Entry("c"), Ct));
        Assert.Empty(stored);
    }

    [Fact]
    public async Task A_batch_holds_the_last_position_and_record_of_each()
    {
        await using var writer = Writer(0, Store);
        var plan = new PlanId("1");
        for (var i = 1; i <= 3; i++)
        {
            await writer.WriteAsync(
                new JournalEntry
                {
                    Position = new StreamPosition(plan, ProcessStream.Stdout, i),
                    Record = (plan, new StepRecord { Passed = [.. Enumerable.Range(0, i).Select(n => $"{n}")] }),
                },
                Ct);
        }

        await writer.FlushAsync(Ct);

        Assert.Equal(3, stored.Last().Positions.Single().Offset);
        Assert.Equal(["0", "1", "2"], stored.Last().Records[plan].Passed);
    }

    private Task Store(JournalBatch batch, CancellationToken ct)
    {
        stored.Enqueue(batch);
        return Task.CompletedTask;
    }

    private static JournalEntry Entry(string text) => new() { Events = [new LogEvent(0, new Origin("1", "stdout"), text)] };

    private static BuildEventWriter Writer(int first, Func<JournalBatch, CancellationToken, Task> store) =>
        new(first, store, TimeProvider.System, NullLogger.Instance, CancellationToken.None);
}
