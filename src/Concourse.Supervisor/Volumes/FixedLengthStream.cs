namespace Concourse.Supervisor.Volumes;

/// <summary>
/// Exactly as many bytes as the archive's header said, though the file is being written meanwhile: cut off when it grew, padded
/// with zeros when it shrank.
/// </summary>
internal sealed class FixedLengthStream(Stream source, long length) : Stream
{
    private long _position;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        var wanted = buffer[..(int)Math.Min(buffer.Length, length - _position)];
        var count = wanted.IsEmpty ? 0 : source.Read(wanted);
        if (count == 0)
        {
            wanted.Clear();
            count = wanted.Length;
        }

        _position += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
