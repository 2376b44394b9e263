using Concourse.Runtime.Supervision.Protocol;
using Concourse.Supervisor.Control;
using Concourse.Supervisor.Framing;
using Concourse.Supervisor.Native;
using Concourse.Supervisor.Spool;
using Concourse.Supervisor.Volumes;

namespace Concourse.Supervisor.Attach;

/// <summary>
/// The helper's side of one client (web node), from hello until either hangs up. Volume operations are carried out here,
/// whether main lives or not; process requests go to main.
/// </summary>
internal sealed class AttachSession(FrameConnection client, SpoolLayout layout, AttachOptions options) : IMainListener
{
    private readonly Lock _lock = new();
    private readonly Dictionary<uint, IChannel> _channels = [];
    private readonly StartAssembly _starts = new();
    private EpochFence? _fence;
    private MainLink? _main;
    private string? _mainGone;
    private long _lastHeard = TimeProvider.System.GetTimestamp();

    public void Run()
    {
        try
        {
            if (Greet())
            {
                Serve();
            }
        }
        catch (ProtocolException e)
        {
            Refuse(e.Message);
        }
    }

    public void MainSent(FrameHeader header, ReadOnlySpan<byte> payload)
    {
        if (header.Type == FrameType.Refused)
        {
            client.Send(FrameType.Refused, 0, payload);
            Libc.ExitNow(1);
        }

        if (FindChannel(header.Channel) is ProcessChannel process)
        {
            process.MainSent(header, payload);
        }
        else if (header.Type == FrameType.Done)
        {
            client.Send(header.Type, header.Channel, payload);
        }
    }

    public void MainGone(string reason)
    {
        ProcessChannel[] open;
        lock (_lock)
        {
            _mainGone = reason;
            open = [.. _channels.Values.OfType<ProcessChannel>()];
        }

        foreach (var channel in open)
        {
            channel.MainGone(reason);
        }
    }

    private void Serve()
    {
        new Thread(Beat) { IsBackground = true, Name = "heartbeat" }.Start();
        new Thread(GiveSilentClientUp) { IsBackground = true, Name = "silence" }.Start();
        _main!.StartThread();
        while (client.TryReceive(out var header, out var payload))
        {
            Interlocked.Exchange(ref _lastHeard, TimeProvider.System.GetTimestamp());
            if (header.Type == FrameType.Heartbeat)
            {
                continue;
            }

            if (!_fence!.IsHeld)
            {
                Refuse("superseded by a higher epoch");
                return;
            }

            Handle(header, payload);
        }
    }

    private bool Greet()
    {
        if (!client.TryReceive(out var header, out var payload))
        {
            return false;
        }

        if (header.Type != FrameType.Hello)
        {
            Refuse("the first frame must be a hello");
            return false;
        }

        var hello = HelloMessage.Decode(payload);
        if (hello.Version != FrameCodec.Version)
        {
            Refuse($"protocol version {hello.Version} is not {FrameCodec.Version}: the sandbox was made by another release");
            return false;
        }

        _fence = EpochFence.TryClaim(layout.EpochFile, hello.Epoch);
        if (_fence is null)
        {
            Refuse("superseded by a higher epoch");
            return false;
        }

        _main = new MainLink(layout, hello.Epoch, options.Wait, this);
        client.Send(FrameType.Welcome, 0, new PayloadWriter().UInt16(FrameCodec.Version).Written);
        return true;
    }

    private void Handle(FrameHeader header, ReadOnlySpan<byte> payload)
    {
        switch (header.Type)
        {
            case FrameType.StartPart:
                _starts.Add(header.Channel, payload);
                _main!.TrySend(header.Type, header.Channel, payload);
                break;
            case FrameType.Start:
                OpenProcess(header, payload, _starts.Complete(header.Channel, payload).Attach, isStart: true);
                break;
            case FrameType.Attach:
                OpenProcess(header, payload, AttachMessage.Decode(payload), isStart: false);
                break;
            case FrameType.Forget:
                if (!_main!.TrySend(header.Type, header.Channel, payload))
                {
                    client.Send(FrameType.Done, header.Channel);
                }

                break;
            case >= FrameType.VolumeIn and <= FrameType.VolumeDelete:
                OpenVolume(header, payload);
                break;
            case FrameType.Cancel:
                FindChannel(header.Channel)?.Receive(header, payload);
                Close(header.Channel);
                break;
            default:
                FindChannel(header.Channel)?.Receive(header, payload);
                break;
        }
    }

    private void OpenProcess(FrameHeader header, ReadOnlySpan<byte> payload, AttachMessage attach, bool isStart)
    {
        var process = new ProcessChannel(header.Channel, attach, isStart, layout.ProcessFolder(attach.Id), client, _main!);
        string? gone;
        lock (_lock)
        {
            Add(header.Channel, process);
            gone = _mainGone;
        }

        if (gone is not null)
        {
            process.MainGone(gone);
        }
        else
        {
            _main!.TrySend(header.Type, header.Channel, payload);
        }
    }

    private void OpenVolume(FrameHeader header, ReadOnlySpan<byte> payload)
    {
        if (options.Volumes is null)
        {
            client.Send(FrameType.Failed, header.Channel, new FailedMessage(false, "no volumes are served here").Encode());
            return;
        }

        var volume = new VolumeChannel(client, options.Volumes, header.Channel);
        lock (_lock)
        {
            Add(header.Channel, volume);
        }

        volume.Start(header.Type, payload);
    }

    private void Add(uint number, IChannel channel)
    {
        if (number == 0 || !_channels.TryAdd(number, channel))
        {
            throw new ProtocolException($"channel {number} is in use");
        }
    }

    private IChannel? FindChannel(uint number)
    {
        lock (_lock)
        {
            return _channels.GetValueOrDefault(number);
        }
    }

    private void Close(uint number)
    {
        lock (_lock)
        {
            _channels.Remove(number);
        }
    }

    /// <summary>A thread of its own: a heartbeat waits behind whatever the client does not take.</summary>
    private void GiveSilentClientUp()
    {
        while (TimeProvider.System.GetElapsedTime(Interlocked.Read(ref _lastHeard)) <= options.DeadAfter)
        {
            Thread.Sleep(options.HeartbeatInterval);
        }

        Libc.ExitNow(1);
    }

    private void Beat()
    {
        while (true)
        {
            Thread.Sleep(options.HeartbeatInterval);
            try
            {
                client.Send(FrameType.Heartbeat, 0);
            }
            catch (ErrnoException)
            {
                Libc.ExitNow(1);
            }
        }
    }

    private void Refuse(string reason) => client.Send(FrameType.Refused, 0, new FailedMessage(false, reason).Encode());
}
