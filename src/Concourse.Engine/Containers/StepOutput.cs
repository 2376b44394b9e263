using System.Buffers;
using Concourse.Engine.Events;
using Concourse.Runtime.Processes;

namespace Concourse.Engine.Containers;

/// <summary>
/// Takes the output of a step's process: stderr, and a task's stdout, as log events; a resource script's stdout is its
/// answer, kept whole. Positions are acknowledged only after what lies before them is stored, an answer never: it is read
/// again after a crash.
/// </summary>
public sealed class StepOutput : IProcessOutput
{
    // Below the supervisor's spool cap of 64 MiB: an answer is never acknowledged, so at the cap its script would wait for ever.
    private const int LongestAnswer = 63 * 1024 * 1024;

    private readonly LogStream? stdout;
    private readonly LogStream stderr;
    private readonly ArrayBufferWriter<byte> answer = new();
    private Action<ProcessStream, long>? acknowledge;

    private StepOutput(StepEvents events, bool keepsAnswer)
    {
        stdout = keepsAnswer ? null : events.Output(ProcessStream.Stdout, offset => Acknowledge(ProcessStream.Stdout, offset));
        stderr = events.Output(ProcessStream.Stderr, offset => Acknowledge(ProcessStream.Stderr, offset));
    }

    /// <summary>Where stdout is to be followed from, in bytes.</summary>
    public long StdoutPosition => stdout?.Position ?? answer.WrittenCount;

    /// <summary>Where stderr is to be followed from, in bytes.</summary>
    public long StderrPosition => stderr.Position;

    /// <summary>What a resource script printed so far.</summary>
    public ReadOnlyMemory<byte> Answer => answer.WrittenMemory;

    public static StepOutput OfTask(StepEvents events) => new(events, keepsAnswer: false);

    public static StepOutput OfResource(StepEvents events) => new(events, keepsAnswer: true);

    /// <summary>Where to tell that output is stored and need not be kept.</summary>
    public void AcknowledgeTo(Action<ProcessStream, long> receiver) => Volatile.Write(ref acknowledge, receiver);

    public async ValueTask WriteAsync(ProcessStream stream, long offset, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        if (stream == ProcessStream.Stderr)
        {
            await stderr.WriteAsync(offset, data, cancellationToken);
        }
        else if (stdout is not null)
        {
            await stdout.WriteAsync(offset, data, cancellationToken);
        }
        else
        {
            Keep(offset, data.Span);
        }
    }

    private void Keep(long offset, ReadOnlySpan<byte> data)
    {
        var known = answer.WrittenCount - offset;
        if (known < 0 || answer.WrittenCount + data.Length > LongestAnswer)
        {
            throw new InvalidOperationException(known < 0
                ? $"output of a resource script jumps from byte {answer.WrittenCount} to {offset}"
                : $"a resource script printed more than {LongestAnswer} bytes to stdout");
        }

        if (known < data.Length)
        {
            answer.Write(data[(int)known..]);
        }
    }

    private void Acknowledge(ProcessStream stream, long offset) => Volatile.Read(ref acknowledge)?.Invoke(stream, offset);
}
