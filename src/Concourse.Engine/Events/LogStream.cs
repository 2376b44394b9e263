using Concourse.Core.Events;
using Concourse.Core.Plans;
using Concourse.Core.Variables;
using Concourse.Engine.Journal;
using Concourse.Runtime.Processes;

namespace Concourse.Engine.Events;

/// <summary>
/// Turns one stream of a process into log events (engine chapter §15.5). Bytes that are held back
/// are not counted in the stored position, so after a crash they are read again. One caller at a time.
/// </summary>
public sealed class LogStream
{
    private readonly BuildJournal journal;
    private readonly PlanId plan;
    private readonly ProcessStream stream;
    private readonly LogText text;
    private readonly TimeProvider time;
    private readonly Action<long> acknowledge;
    private readonly Origin origin;

    /// <param name="journal">Where events and positions go.</param>
    /// <param name="plan">The step.</param>
    /// <param name="stream">Which of its streams.</param>
    /// <param name="secrets">What must not be seen.</param>
    /// <param name="time">Clock of the events.</param>
    /// <param name="acknowledge">Called with the stream's position after the bytes before it are stored.</param>
    public LogStream(BuildJournal journal, PlanId plan, ProcessStream stream, SecretTracker secrets, TimeProvider time, Action<long> acknowledge)
    {
        this.journal = journal;
        this.plan = plan;
        this.stream = stream;
        text = new LogText(secrets);
        this.time = time;
        this.acknowledge = acknowledge;
        origin = new Origin(plan.Text, stream == ProcessStream.Stdout ? Origin.Stdout : Origin.Stderr);
        Position = journal.Position(plan, stream);
    }

    /// <summary>Where the process's stream must be followed from, in raw bytes.</summary>
    public long Position { get; private set; }

    /// <summary>Takes the bytes from an offset on; those that it has already are skipped.</summary>
    public ValueTask WriteAsync(long offset, ReadOnlyMemory<byte> data, CancellationToken ct)
    {
        var known = Position - offset;
        if (known < 0)
        {
            throw new InvalidOperationException($"output of step {plan} jumps from byte {Position} to {offset}");
        }

        if (known >= data.Length)
        {
            return ValueTask.CompletedTask;
        }

        var news = data.Span[(int)known..];
        Position += news.Length;
        return SaveAsync(text.Append(news), ct);
    }

    /// <summary>Saves what is held back: the process has ended.</summary>
    public ValueTask CompleteAsync(CancellationToken ct) => SaveAsync(text.Complete(), ct);

    private ValueTask SaveAsync(string certain, CancellationToken ct)
    {
        if (certain.Length == 0)
        {
            return ValueTask.CompletedTask;
        }

        var stored = Position - text.Held;
        return journal.WriteAsync(
            new JournalEntry
            {
                Events = [new LogEvent(time.GetUtcNow().ToUnixTimeSeconds(), origin, certain)],
                Position = new StreamPosition(plan, stream, stored),
                Stored = () => acknowledge(stored),
            },
            ct);
    }
}
