using Concourse.Runtime.Supervision.Protocol;
using Concourse.Supervisor.Native;
using Microsoft.Win32.SafeHandles;

namespace Concourse.Supervisor.Framing;

/// <summary>Frames over a pair of descriptors. One thread receives; any thread sends, a frame at a time.</summary>
internal sealed class FrameConnection(SafeFileHandle input, SafeFileHandle output)
{
    private readonly Lock _sending = new();
    private readonly byte[] _header = new byte[FrameCodec.HeaderLength];
    private readonly byte[] _payload = new byte[FrameCodec.MaxPayload];

    /// <summary>The next frame; false when the other side closed between two frames.</summary>
    /// <param name="header">Its header.</param>
    /// <param name="payload">Valid until the next call.</param>
    /// <exception cref="ProtocolException">Garbage.</exception>
    /// <exception cref="EndOfStreamException">The other side broke off within a frame.</exception>
    public bool TryReceive(out FrameHeader header, out ReadOnlySpan<byte> payload)
    {
        payload = default;
        header = default;
        if (!Descriptors.TryReadExactly(input, _header))
        {
            return false;
        }

        header = FrameCodec.ReadHeader(_header);
        var body = _payload.AsSpan(0, header.Length);
        if (header.Length > 0 && !Descriptors.TryReadExactly(input, body))
        {
            throw new EndOfStreamException();
        }

        payload = body;
        return true;
    }

    public void Send(FrameType type, uint channel, ReadOnlySpan<byte> payload = default) =>
        SendRaw(FrameCodec.Encode(type, channel, payload));

    /// <summary>Sends whole frames that are encoded already.</summary>
    public void SendRaw(ReadOnlySpan<byte> frames)
    {
        lock (_sending)
        {
            Descriptors.WriteAll(output, frames);
        }
    }
}
