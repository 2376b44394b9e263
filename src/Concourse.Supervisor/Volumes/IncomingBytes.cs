using Concourse.Runtime.Supervision.Protocol;

namespace Concourse.Supervisor.Volumes;

/// <summary>Bytes that a client sends for a volume, as a stream; gives credit back as they are read.</summary>
/// <param name="onRead">Called with each count of bytes read.</param>
internal sealed class IncomingBytes(Action<int> onRead) : Stream
{
    private readonly Lock _lock = new();
    private readonly Queue<byte[]> _waiting = [];
    private readonly AutoResetEvent _changed = new(initialState: false);
    private byte[] _current = [];
    private int _position;
    private int _buffered;
    private bool _ended;
    private bool _broken;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public void Offer(ReadOnlySpan<byte> data)
    {
        lock (_lock)
        {
            _buffered += data.Length;
            if (_buffered > VolumeWindow.Size)
            {
                throw new ProtocolException("volume data beyond its window");
            }

            _waiting.Enqueue(data.ToArray());
        }

        _changed.Set();
    }

    public void End(bool broken)
    {
        lock (_lock)
        {
            _ended = true;
            _broken |= broken;
        }

        _changed.Set();
    }

    public override int Read(Span<byte> buffer)
    {
        while (_position == _current.Length)
        {
            if (!TryTakeNext())
            {
                return 0;
            }
        }

        var count = Math.Min(buffer.Length, _current.Length - _position);
        _current.AsSpan(_position, count).CopyTo(buffer);
        _position += count;
        lock (_lock)
        {
            _buffered -= count;
        }

        onRead(count);
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private bool TryTakeNext()
    {
        while (true)
        {
            lock (_lock)
            {
                if (_broken)
                {
                    throw new IOException("the client gave up");
                }

                if (_waiting.TryDequeue(out var next))
                {
                    (_current, _position) = (next, 0);
                    return true;
                }

                if (_ended)
                {
                    return false;
                }
            }

            _changed.WaitOne();
        }
    }
}
