using Concourse.Runtime.Processes;
using Concourse.Runtime.Sandboxes;
using Concourse.Runtime.Supervision.Protocol;

namespace Concourse.Runtime.Supervision;

/// <summary>
/// A process in a sandbox, followed until its end across broken connections. Its output arrives in order and each byte once;
/// the supervisor keeps it until <see cref="Acknowledge"/>.
/// </summary>
public sealed class SandboxProcess
{
    private const int Terminate = 15;
    private const int Kill = 9;

    private readonly SupervisorClient _client;
    private readonly ProcessSpec _spec;
    private readonly string _id;
    private readonly IProcessOutput _output;
    private readonly Lock _lock = new();
    private OutputPosition _position;
    private OutputPosition _stored;
    private int _pendingSignal;
    private TerminalSize? _pendingSize;
    private SupervisorChannel? _channel;

    internal SandboxProcess(
        SupervisorClient client, ProcessSpec spec, OutputPosition from, IProcessOutput output, CancellationToken cancellationToken)
    {
        (_client, _spec, _id, _output) = (client, spec, spec.Id, output);
        _position = _stored = from;
        Completion = FollowAsync(cancellationToken);
    }

    /// <summary>
    /// How the process ended, after its last byte was written to the output. Fails with <see cref="SupersededException"/> when
    /// another owner took over, and with what the output threw.
    /// </summary>
    public Task<ProcessResult> Completion { get; }

    /// <summary>All output before the position is stored for good; the supervisor may forget it.</summary>
    public void Acknowledge(OutputPosition stored)
    {
        lock (_lock)
        {
            _stored = new OutputPosition(Math.Max(_stored.Stdout, stored.Stdout), Math.Max(_stored.Stderr, stored.Stderr));
        }

        SendInBackground(FrameType.Ack, Wire(_stored).Encode());
    }

    /// <summary>
    /// Sends a signal to the process and its group. TERM and KILL are sent again over each new connection, so that they arrive;
    /// others only over the present one, so that they arrive at most once.
    /// </summary>
    public void Signal(int signal)
    {
        lock (_lock)
        {
            _pendingSignal = signal is Terminate or Kill ? signal : _pendingSignal;
        }

        SendInBackground(FrameType.Signal, new PayloadWriter().Int32(signal).Written.ToArray());
    }

    /// <summary>Resizes the process's terminal.</summary>
    public void Resize(TerminalSize size)
    {
        lock (_lock)
        {
            _pendingSize = size;
        }

        SendInBackground(FrameType.Resize, Wire(size).Encode());
    }

    /// <summary>TERM, then KILL when the process has not ended within the grace; returns its result.</summary>
    public async Task<ProcessResult> AbortAsync(CancellationToken cancellationToken)
    {
        Signal(Terminate);
        try
        {
            return await Completion.WaitAsync(_client.Options.AbortGrace, _client.Time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            Signal(Kill);
            return await Completion.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Lets the supervisor forget an ended process with its output, so that a long-lived sandbox does not fill up.</summary>
    public Task ForgetAsync(CancellationToken cancellationToken) => _client.RetryAsync(
        async (connection, token) =>
        {
            await using var channel = connection.OpenChannel();
            await channel.SendAsync(FrameType.Forget, System.Text.Encoding.UTF8.GetBytes(_id), token).ConfigureAwait(false);
            await channel.ReceiveAsync(token).ConfigureAwait(false);
            return true;
        },
        cancellationToken);

    private async Task<ProcessResult> FollowAsync(CancellationToken cancellationToken)
    {
        // The caller gets the object before anything runs.
        await Task.Yield();
        try
        {
            return await _client.RetryAsync(FollowOnceAsync, cancellationToken).ConfigureAwait(false);
        }
        catch (SandboxException e)
        {
            // A helper that never answers explains nothing.
            return new ProcessResult.Lost(e.Message, Explained: e.InnerException is not SupervisorConnectionException);
        }
    }

    private async Task<ProcessResult> FollowOnceAsync(SupervisorConnection connection, CancellationToken cancellationToken)
    {
        await using var channel = connection.OpenChannel();
        var limit = LimitAfter(_position);
        var start = StartMessageFrom(_spec, new AttachMessage(_id, Wire(_position), Wire(limit)));
        await channel.SendInPartsAsync(FrameType.StartPart, FrameType.Start, start.Encode(), cancellationToken).ConfigureAwait(false);
        try
        {
            while (true)
            {
                var frame = await channel.ReceiveAsync(cancellationToken).ConfigureAwait(false);
                switch (frame.Type)
                {
                    case FrameType.Started:
                        await AdoptAsync(channel, cancellationToken).ConfigureAwait(false);
                        break;
                    case FrameType.Stdout or FrameType.Stderr:
                        await TakeAsync(frame, cancellationToken).ConfigureAwait(false);
                        limit = await GrantAsync(channel, limit, cancellationToken).ConfigureAwait(false);
                        break;
                    case FrameType.StdinTaken:
                        break;
                    default:
                        return EndFrom(frame);
                }
            }
        }
        catch (ProtocolException e)
        {
            throw new SupervisorConnectionException($"the helper's words make no sense: {e.Message}", e);
        }
        finally
        {
            Volatile.Write(ref _channel, null);
        }
    }

    /// <summary>The process is there: tell it what could not be told before.</summary>
    private async Task AdoptAsync(SupervisorChannel channel, CancellationToken cancellationToken)
    {
        int signal;
        TerminalSize? size;
        OutputPosition stored;
        lock (_lock)
        {
            _channel = channel;
            (signal, size, stored) = (_pendingSignal, _pendingSize, _stored);
        }

        await channel.SendAsync(FrameType.Ack, Wire(stored).Encode(), cancellationToken).ConfigureAwait(false);
        if (size is not null)
        {
            await channel.SendAsync(FrameType.Resize, Wire(size).Encode(), cancellationToken).ConfigureAwait(false);
        }

        if (signal != 0)
        {
            var payload = new PayloadWriter().Int32(signal).Written.ToArray();
            await channel.SendAsync(FrameType.Signal, payload, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task TakeAsync(Frame frame, CancellationToken cancellationToken)
    {
        var isStdout = frame.Type == FrameType.Stdout;
        var offset = OutputChunk.ReadOffset(frame.Payload.Span);
        var expected = isStdout ? _position.Stdout : _position.Stderr;
        if (offset != expected)
        {
            throw new ProtocolException($"output at {offset} instead of {expected}");
        }

        var data = frame.Payload[OutputChunk.OffsetLength..];
        var stream = isStdout ? ProcessStream.Stdout : ProcessStream.Stderr;
        await _output.WriteAsync(stream, offset, data, cancellationToken).ConfigureAwait(false);
        _position = isStdout
            ? _position with { Stdout = offset + data.Length }
            : _position with { Stderr = offset + data.Length };
    }

    /// <summary>Allows more output once half of the window was consumed.</summary>
    private async Task<OutputPosition> GrantAsync(SupervisorChannel channel, OutputPosition limit, CancellationToken cancellationToken)
    {
        var half = _client.Options.OutputWindow / 2;
        if (limit.Stdout - _position.Stdout > half && limit.Stderr - _position.Stderr > half)
        {
            return limit;
        }

        limit = LimitAfter(_position);
        await channel.SendAsync(FrameType.Credit, Wire(limit).Encode(), cancellationToken).ConfigureAwait(false);
        return limit;
    }

    private ProcessResult EndFrom(Frame frame)
    {
        switch (frame.Type)
        {
            case FrameType.Exited:
                var exit = ExitMessage.Decode(frame.Payload.Span);
                const int signalBase = 128;
                return exit.Length == Wire(_position)
                    ? new ProcessResult.Exited(exit.Signal == 0 ? exit.Code : signalBase + exit.Signal)
                    : throw new ProtocolException("the process's end came before its last output");
            case FrameType.StartFailed:
                var failure = StartFailedMessage.Decode(frame.Payload.Span);
                return new ProcessResult.StartFailed(failure.ExecutableNotFound, failure.Message);
            case FrameType.Lost:
                return new ProcessResult.Lost(LostMessage.Decode(frame.Payload.Span).Reason);
            case FrameType.Failed:
                return new ProcessResult.Lost(FailedMessage.Decode(frame.Payload.Span).Message);
            default:
                throw new ProtocolException($"unexpected {frame.Type} frame");
        }
    }

    /// <summary>Best effort: what does not arrive is sent again when the next connection finds the process.</summary>
    private void SendInBackground(FrameType type, byte[] payload)
    {
        if (Volatile.Read(ref _channel) is { } channel)
        {
            _ = SendQuietlyAsync(channel, type, payload);
        }
    }

    private static async Task SendQuietlyAsync(SupervisorChannel channel, FrameType type, byte[] payload)
    {
        try
        {
            await channel.SendAsync(type, payload, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e) when (e is SupervisorConnectionException or SupersededException)
        {
            // The follower sees the same failure, and acts on it.
        }
    }

    private OutputPosition LimitAfter(OutputPosition position) =>
        new(position.Stdout + _client.Options.OutputWindow, position.Stderr + _client.Options.OutputWindow);

    private static OutputOffsets Wire(OutputPosition position) => new(position.Stdout, position.Stderr);

    private static WindowSize Wire(TerminalSize size) =>
        new((ushort)Math.Clamp(size.Columns, 0, ushort.MaxValue), (ushort)Math.Clamp(size.Rows, 0, ushort.MaxValue));

    private static StartMessage StartMessageFrom(ProcessSpec spec, AttachMessage attach) => new()
    {
        Attach = attach,
        Command = [.. spec.Command],
        Environment = [.. spec.Environment],
        Directory = spec.Directory ?? "",
        User = spec.User ?? "",
        Terminal = spec.Terminal is { } size ? Wire(size) : null,
        Stdin = spec.Stdin.ToArray(),
    };
}
