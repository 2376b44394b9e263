using Concourse.Runtime.Supervision.Protocol;
using Concourse.Supervisor.Framing;
using Concourse.Supervisor.Native;
using Concourse.Supervisor.Spool;
using Microsoft.Win32.SafeHandles;

namespace Concourse.Supervisor.Attach;

/// <summary>
/// The helper's connection to main's supervisor: waits for it to come up, keeps requests until then, and notices its death.
/// </summary>
internal sealed class MainLink(SpoolLayout layout, long epoch, TimeSpan wait, IMainListener listener)
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(10);

    private readonly Lock _lock = new();
    private readonly Queue<byte[]> _waiting = [];
    private FrameConnection? _connection;
    private bool _gone;

    public void StartThread() => new Thread(Run) { IsBackground = true, Name = "main" }.Start();

    /// <summary>False when main is gone: the state directory tells the rest.</summary>
    public bool TrySend(FrameType type, uint channel, ReadOnlySpan<byte> payload)
    {
        lock (_lock)
        {
            if (_gone)
            {
                return false;
            }

            var frame = FrameCodec.Encode(type, channel, payload);
            if (_connection is null)
            {
                _waiting.Enqueue(frame);
            }
            else
            {
                SendOrLeaveToReceiver(_connection, frame);
            }

            return true;
        }
    }

    private void Run()
    {
        var reason = "its container ended";
        try
        {
            using var socket = Connect();
            if (socket is null)
            {
                reason = File.Exists(layout.ControlSocket) ? reason : "its container did not start";
            }
            else
            {
                Converse(socket);
            }
        }
        catch (Exception e) when (e is ErrnoException or EndOfStreamException or ProtocolException)
        {
            reason = $"its supervisor cannot be reached: {e.Message}";
        }

        lock (_lock)
        {
            _gone = true;
        }

        listener.MainGone(reason);
    }

    private SafeFileHandle? Connect()
    {
        var begin = TimeProvider.System.GetTimestamp();
        while (true)
        {
            // The name appears only when its socket listens, so a refusal means dead: but only if the name was there before we tried.
            var named = File.Exists(layout.ControlSocket);
            if (UnixSocket.TryConnect(layout.ControlSocket) is { } socket)
            {
                return socket;
            }

            if (named || TimeProvider.System.GetElapsedTime(begin) >= wait)
            {
                return null;
            }

            Thread.Sleep(PollInterval);
        }
    }

    private void Converse(SafeFileHandle socket)
    {
        var connection = new FrameConnection(socket, socket);
        connection.Send(FrameType.Hello, 0, new HelloMessage(FrameCodec.Version, epoch).Encode());
        lock (_lock)
        {
            while (_waiting.TryDequeue(out var frame))
            {
                SendOrLeaveToReceiver(connection, frame);
            }

            _connection = connection;
        }

        try
        {
            while (connection.TryReceive(out var header, out var payload))
            {
                listener.MainSent(header, payload);
            }
        }
        catch (Exception e) when (e is ErrnoException or EndOfStreamException)
        {
            // It died in the middle of a frame.
        }
    }

    private static void SendOrLeaveToReceiver(FrameConnection connection, byte[] frame)
    {
        try
        {
            connection.SendRaw(frame);
        }
        catch (ErrnoException)
        {
            // Main died; the receiving thread sees it too, and tells the listener.
        }
    }
}
