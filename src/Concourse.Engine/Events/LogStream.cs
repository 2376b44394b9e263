using System.Buffers;
using System.Text;
using Concourse.Core.Events;
using Concourse.Core.Plans;
using Concourse.Engine.Journal;
using Concourse.Runtime.Processes;

namespace Concourse.Engine.Events;

/// <summary>
/// Turns one stream of a process into log events (engine chapter §15.5). Bytes that are held back for the rest of their line
/// or character are not counted in the stored position, so after a crash they are read again. One caller at a time.
/// </summary>
public sealed class LogStream
{
    private const int LongestHeld = 64 * 1024;
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);

    private readonly BuildJournal journal;
    private readonly PlanId plan;
    private readonly ProcessStream stream;
    private readonly IRedactor redactor;
    private readonly TimeProvider time;
    private readonly Action<long> acknowledge;
    private readonly ArrayBufferWriter<byte> held = new();
    private readonly Origin origin;
    private long position;
    private long savedAt;

    /// <param name="journal">Where events and positions go.</param>
    /// <param name="plan">The step.</param>
    /// <param name="stream">Which of its streams.</param>
    /// <param name="redactor">Takes secrets out.</param>
    /// <param name="time">Clock of the events.</param>
    /// <param name="acknowledge">Called with the stream's position after the bytes before it are stored.</param>
    public LogStream(BuildJournal journal, PlanId plan, ProcessStream stream, IRedactor redactor, TimeProvider time, Action<long> acknowledge)
    {
        this.journal = journal;
        this.plan = plan;
        this.stream = stream;
        this.redactor = redactor;
        this.time = time;
        this.acknowledge = acknowledge;
        origin = new Origin(plan.Text, stream == ProcessStream.Stdout ? Origin.Stdout : Origin.Stderr);
        position = journal.Position(plan, stream);
    }

    /// <summary>Where the process's stream must be followed from, in raw bytes.</summary>
    public long Position => position + held.WrittenCount;

    /// <summary>Takes the bytes from an offset on; those that it has already are skipped.</summary>
    public async ValueTask WriteAsync(long offset, ReadOnlyMemory<byte> data, CancellationToken ct)
    {
        var known = Position - offset;
        if (known < 0)
        {
            throw new InvalidOperationException($"output of step {plan} jumps from byte {Position} to {offset}");
        }

        if (known >= data.Length)
        {
            return;
        }

        held.Write(data.Span[(int)known..]);
        await SaveAsync(Cut(held.WrittenSpan), ct);
    }

    /// <summary>Saves what is held back: the process has ended.</summary>
    public ValueTask CompleteAsync(CancellationToken ct) => SaveAsync(held.WrittenCount, ct);

    private int Cut(ReadOnlySpan<byte> bytes)
    {
        if (redactor.NeedsWholeLines)
        {
            var line = bytes.LastIndexOf((byte)'\n');
            line = line >= 0 ? line : bytes.LastIndexOf((byte)'\r');
            if (line >= 0)
            {
                return line + 1;
            }

            if (bytes.Length < LongestHeld && time.GetElapsedTime(savedAt) < LongestWait)
            {
                return 0;
            }
        }

        return bytes.Length - IncompleteRune(bytes);
    }

    /// <summary>Length of a character's beginning at the end, 0 to 3 bytes.</summary>
    private static int IncompleteRune(ReadOnlySpan<byte> bytes)
    {
        for (var length = 1; length <= Math.Min(3, bytes.Length); length++)
        {
            var tail = bytes[^length..];
            if ((tail[0] & 0xC0) != 0x80)
            {
                return Rune.DecodeFromUtf8(tail, out _, out _) == OperationStatus.NeedMoreData ? length : 0;
            }
        }

        return 0;
    }

    private async ValueTask SaveAsync(int length, CancellationToken ct)
    {
        if (length == 0)
        {
            return;
        }

        var text = redactor.Redact(Encoding.UTF8.GetString(held.WrittenSpan[..length]));
        var rest = held.WrittenSpan[length..].ToArray();
        held.ResetWrittenCount();
        held.Write(rest);
        position += length;
        savedAt = time.GetTimestamp();
        var stored = position;
        await journal.WriteAsync(
            new JournalEntry
            {
                Events = [new LogEvent(time.GetUtcNow().ToUnixTimeSeconds(), origin, text)],
                Position = new StreamPosition(plan, stream, stored),
                Stored = () => acknowledge(stored),
            },
            ct);
    }
}
