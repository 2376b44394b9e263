using Concourse.Runtime.Supervision.Protocol;
using Concourse.Supervisor.Framing;

namespace Concourse.Supervisor.Volumes;

/// <summary>Sends bytes of a volume to the client as far as it gave credit; waits for more.</summary>
internal sealed class OutgoingBytes(FrameConnection client, uint channel) : Stream
{
    private readonly Lock _lock = new();
    private readonly AutoResetEvent _changed = new(initialState: false);
    private long _credit = VolumeWindow.Size;
    private bool _broken;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public void AddCredit(long bytes)
    {
        lock (_lock)
        {
            _credit += bytes;
        }

        _changed.Set();
    }

    public void Break()
    {
        lock (_lock)
        {
            _broken = true;
        }

        _changed.Set();
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            var part = buffer[..TakeCredit(Math.Min(buffer.Length, FrameCodec.MaxPayload))];
            client.Send(FrameType.Data, channel, part);
            buffer = buffer[part.Length..];
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private int TakeCredit(int wanted)
    {
        while (true)
        {
            lock (_lock)
            {
                if (_broken)
                {
                    throw new IOException("the client gave up");
                }

                var taken = (int)Math.Min(wanted, _credit);
                if (taken > 0)
                {
                    _credit -= taken;
                    return taken;
                }
            }

            _changed.WaitOne();
        }
    }
}
