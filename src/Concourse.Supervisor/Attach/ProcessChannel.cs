using Concourse.Runtime.Supervision.Protocol;
using Concourse.Supervisor.Framing;
using Concourse.Supervisor.Native;
using Concourse.Supervisor.Spool;

namespace Concourse.Supervisor.Attach;

/// <summary>
/// One process as the client sees it: output read from the spool and sent as far as the client allows, then its end. Requests
/// go on to main as they are.
/// </summary>
internal sealed class ProcessChannel(
    uint channel, AttachMessage attach, bool isStart, string folder, FrameConnection client, MainLink main) : IChannel
{
    private readonly Lock _lock = new();
    private readonly AutoResetEvent _changed = new(initialState: false);
    private OutputOffsets _limit = attach.Limit;
    private ExitRecord? _record;
    private bool _following;
    private bool _answered;
    private volatile bool _cancelled;

    public void Receive(FrameHeader header, ReadOnlySpan<byte> payload)
    {
        switch (header.Type)
        {
            case FrameType.Credit:
                lock (_lock)
                {
                    _limit = OutputOffsets.Decode(payload);
                }

                _changed.Set();
                break;
            case FrameType.Cancel:
                _cancelled = true;
                _changed.Set();
                main.TrySend(header.Type, channel, payload);
                break;
            default:
                main.TrySend(header.Type, channel, payload);
                break;
        }
    }

    public void MainSent(FrameHeader header, ReadOnlySpan<byte> payload)
    {
        switch (header.Type)
        {
            case FrameType.Progress:
                _changed.Set();
                break;
            case FrameType.Exited or FrameType.Lost or FrameType.StartFailed when _following:
                EndWith(ExitRecord.Decode(header.Type, payload));
                break;
            case FrameType.Started:
                client.Send(header.Type, channel, payload);
                Follow();
                break;
            case FrameType.NotFound or FrameType.StartFailed:
                _answered = true;
                client.Send(header.Type, channel, payload);
                break;
            default:
                client.Send(header.Type, channel, payload);
                break;
        }
    }

    /// <summary>Main is no more, or never was: what lies on disk is all that can be told.</summary>
    public void MainGone(string reason)
    {
        if (_answered)
        {
            return;
        }

        if (_following || Directory.Exists(folder))
        {
            if (!_following)
            {
                client.Send(FrameType.Started, channel, new StartedMessage(true, 0).Encode());
            }

            EndWith(ExitRecord.TryLoad(folder) ?? ExitRecord.LostWithMain(folder, reason));
            Follow();
        }
        else if (isStart)
        {
            client.Send(FrameType.Lost, channel, new LostMessage(reason, attach.From).Encode());
        }
        else
        {
            client.Send(FrameType.NotFound, channel);
        }
    }

    private void EndWith(ExitRecord record)
    {
        lock (_lock)
        {
            _record ??= record;
        }

        _changed.Set();
    }

    private void Follow()
    {
        if (!_following)
        {
            _following = true;
            new Thread(Deliver) { IsBackground = true, Name = "deliver" }.Start();
        }
    }

    private void Deliver()
    {
        using var stdout = new OutputCursor(folder, OutputStream.Stdout, attach.From.Stdout, channel);
        using var stderr = new OutputCursor(folder, OutputStream.Stderr, attach.From.Stderr, channel);
        try
        {
            while (!_cancelled)
            {
                OutputOffsets limit;
                ExitRecord? record;
                lock (_lock)
                {
                    (limit, record) = (_limit, _record);
                }

                var sent = stdout.TrySend(client, limit.Stdout) | stderr.TrySend(client, limit.Stderr);
                if (record is not null && stdout.Offset >= record.Length.Stdout && stderr.Offset >= record.Length.Stderr)
                {
                    client.Send(record.FrameType, channel, record.Payload);
                    return;
                }

                if (!sent)
                {
                    _changed.WaitOne();
                }
            }
        }
        catch (Exception e) when (e is OutputTrimmedException or ErrnoException or IOException)
        {
            client.Send(FrameType.Failed, channel, new FailedMessage(false, e.Message).Encode());
        }
    }
}
