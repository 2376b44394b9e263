using System.Text;
using Concourse.Runtime.Supervision.Protocol;
using Concourse.Supervisor.Framing;
using Concourse.Supervisor.Native;
using Concourse.Supervisor.Processes;
using Microsoft.Win32.SafeHandles;

namespace Concourse.Supervisor.Control;

/// <summary>
/// Main's side of one helper: carries out what the client asks of processes, and reports growth and ends. Output itself does
/// not pass here; the helper reads it from the spool, alike before and after main's death.
/// </summary>
internal sealed class ControlSession(
    SafeFileHandle socket, ProcessTable processes, Func<ControlSession, long, bool> admit) : IDisposable
{
    private readonly FrameConnection _connection = new(socket, socket);
    private readonly StartAssembly _starts = new();
    private readonly Dictionary<uint, ProcessFollower> _followers = [];
    private readonly Lock _lock = new();
    private readonly AutoResetEvent _changed = new(initialState: false);
    private volatile bool _over;

    public long Epoch { get; set; }

    public void Run()
    {
        try
        {
            if (Greet())
            {
                new Thread(Report) { IsBackground = true, Name = "report" }.Start();
                while (_connection.TryReceive(out var header, out var payload))
                {
                    Handle(header, payload);
                }
            }
        }
        catch (Exception e) when (e is ErrnoException or IOException or UnauthorizedAccessException)
        {
            // The helper is gone, or the spool cannot be tidied: it connects again. Whatever it started goes on.
        }
        catch (ProtocolException e)
        {
            TrySend(FrameType.Refused, 0, new FailedMessage(false, e.Message).Encode());
        }
        finally
        {
            End();
        }
    }

    /// <summary>A higher epoch took over.</summary>
    public void Supersede()
    {
        TrySend(FrameType.Refused, 0, new FailedMessage(false, "superseded by a higher epoch").Encode());
        UnixSocket.Shutdown(socket);
    }

    public void Dispose() => _over = true;

    private bool Greet()
    {
        if (!_connection.TryReceive(out var header, out var payload) || header.Type != FrameType.Hello)
        {
            return false;
        }

        if (!admit(this, HelloMessage.Decode(payload).Epoch))
        {
            TrySend(FrameType.Refused, 0, new FailedMessage(false, "superseded by a higher epoch").Encode());
            return false;
        }

        _connection.Send(FrameType.Welcome, 0);
        return true;
    }

    private void Handle(FrameHeader header, ReadOnlySpan<byte> payload)
    {
        switch (header.Type)
        {
            case FrameType.StartPart:
                _starts.Add(header.Channel, payload);
                break;
            case FrameType.Start:
                Start(header.Channel, _starts.Complete(header.Channel, payload));
                break;
            case FrameType.Attach:
                if (processes.Find(AttachMessage.Decode(payload).Id) is { } found)
                {
                    Follow(header.Channel, found, alreadyStarted: true);
                }
                else
                {
                    _connection.Send(FrameType.NotFound, header.Channel);
                }

                break;
            case FrameType.Forget:
                processes.Forget(Encoding.UTF8.GetString(payload));
                _connection.Send(FrameType.Done, header.Channel);
                break;
            default:
                HandleFollowed(header, payload);
                break;
        }
    }

    private void Start(uint channel, StartMessage start)
    {
        try
        {
            var (process, before) = processes.StartOnce(start);
            Follow(channel, process, before);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            var failure = new StartFailedMessage(false, 0, $"the state directory cannot be written: {e.Message}");
            _connection.Send(FrameType.StartFailed, channel, failure.Encode());
        }
    }

    private void HandleFollowed(FrameHeader header, ReadOnlySpan<byte> payload)
    {
        ProcessFollower? follower;
        lock (_lock)
        {
            if (!_followers.TryGetValue(header.Channel, out follower))
            {
                return;
            }
        }

        var process = follower.Process;
        switch (header.Type)
        {
            case FrameType.Signal:
                var reader = new PayloadReader(payload);
                process.Signal(reader.Int32());
                break;
            case FrameType.Resize:
                process.Resize(WindowSize.Decode(payload));
                break;
            case FrameType.Stdin:
                process.OfferStdin(OutputChunk.ReadOffset(payload), payload[OutputChunk.OffsetLength..]);
                break;
            case FrameType.StdinClose:
                process.CloseStdin();
                break;
            case FrameType.Ack:
                process.Acknowledge(OutputOffsets.Decode(payload));
                break;
            case FrameType.Cancel:
                lock (_lock)
                {
                    _followers.Remove(header.Channel);
                }

                process.Changed -= Wake;
                break;
            default:
                throw new ProtocolException($"unexpected {header.Type} frame");
        }
    }

    private void Follow(uint channel, SupervisedProcess process, bool alreadyStarted)
    {
        _connection.Send(FrameType.Started, channel, new StartedMessage(alreadyStarted, process.StdinTaken).Encode());
        lock (_lock)
        {
            if (!_followers.TryAdd(channel, new ProcessFollower(channel, process)))
            {
                throw new ProtocolException($"channel {channel} is in use");
            }
        }

        process.Changed += Wake;
        Wake();
    }

    private void Wake() => _changed.Set();

    private void Report()
    {
        try
        {
            while (!_over)
            {
                _changed.WaitOne();
                ProcessFollower[] followers;
                lock (_lock)
                {
                    followers = [.. _followers.Values];
                }

                foreach (var follower in followers)
                {
                    follower.Report(_connection);
                }
            }
        }
        catch (Exception e) when (e is ErrnoException or ObjectDisposedException)
        {
            // The receiving side ended the session, and closed the socket.
        }
    }

    private void TrySend(FrameType type, uint channel, byte[] payload)
    {
        try
        {
            _connection.Send(type, channel, payload);
        }
        catch (ErrnoException)
        {
            // It is being told that the connection ends; it ended.
        }
    }

    private void End()
    {
        _over = true;
        lock (_lock)
        {
            foreach (var follower in _followers.Values)
            {
                follower.Process.Changed -= Wake;
            }
        }

        Wake();
    }
}
