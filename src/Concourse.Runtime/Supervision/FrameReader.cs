using Concourse.Runtime.Supervision.Protocol;

namespace Concourse.Runtime.Supervision;

/// <summary>Takes frames off a stream, however its bytes are cut.</summary>
internal sealed class FrameReader(Stream source)
{
    private readonly byte[] _buffer = new byte[2 * (FrameCodec.HeaderLength + FrameCodec.MaxPayload)];
    private int _start;
    private int _end;

    /// <summary>The next frame; null when the stream ends between two frames.</summary>
    /// <exception cref="ProtocolException">Garbage.</exception>
    /// <exception cref="EndOfStreamException">The stream ends within a frame.</exception>
    public async ValueTask<Frame?> ReadAsync(CancellationToken cancellationToken)
    {
        if (!await FillAsync(FrameCodec.HeaderLength, cancellationToken).ConfigureAwait(false))
        {
            return null;
        }

        var header = FrameCodec.ReadHeader(_buffer.AsSpan(_start, FrameCodec.HeaderLength));
        await FillAsync(FrameCodec.HeaderLength + header.Length, cancellationToken).ConfigureAwait(false);
        var payload = _buffer.AsSpan(_start + FrameCodec.HeaderLength, header.Length).ToArray();
        _start += FrameCodec.HeaderLength + header.Length;
        return new Frame(header.Type, header.Channel, payload);
    }

    /// <summary>False when the stream ended before the first byte.</summary>
    private async ValueTask<bool> FillAsync(int wanted, CancellationToken cancellationToken)
    {
        if (_start + wanted > _buffer.Length)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        while (_end - _start < wanted)
        {
            var count = await source.ReadAsync(_buffer.AsMemory(_end), cancellationToken).ConfigureAwait(false);
            if (count == 0)
            {
                return _end == _start ? false : throw new EndOfStreamException("the stream broke within a frame");
            }

            _end += count;
        }

        return true;
    }
}
