using Concourse.Runtime.Supervision.Protocol;
using Concourse.Supervisor.Framing;
using Concourse.Supervisor.Spool;

namespace Concourse.Supervisor.Attach;

/// <summary>How far one output was sent to one client.</summary>
internal sealed class OutputCursor(string folder, OutputStream stream, long from, uint channel) : IDisposable
{
    private const int FrameOverhead = FrameCodec.HeaderLength + OutputChunk.OffsetLength;

    private readonly SpoolReader _reader = new(folder, stream);
    private readonly byte[] _frame = new byte[FrameCodec.HeaderLength + FrameCodec.MaxPayload];

    /// <summary>The next byte to send.</summary>
    public long Offset { get; private set; } = from;

    /// <summary>Sends one frame of what there is below the limit; false when there is nothing.</summary>
    public bool TrySend(FrameConnection client, long limit)
    {
        var allowed = (int)Math.Clamp(limit - Offset, 0, OutputChunk.MaxData);
        var count = allowed == 0 ? 0 : _reader.Read(Offset, _frame.AsSpan(FrameOverhead, allowed));
        if (count == 0)
        {
            return false;
        }

        var type = stream == OutputStream.Stdout ? FrameType.Stdout : FrameType.Stderr;
        FrameCodec.WriteHeader(_frame, new FrameHeader(type, channel, OutputChunk.OffsetLength + count));
        OutputChunk.WriteOffset(_frame.AsSpan(FrameCodec.HeaderLength), Offset);
        client.SendRaw(_frame.AsSpan(0, FrameOverhead + count));
        Offset += count;
        return true;
    }

    public void Dispose() => _reader.Dispose();
}
