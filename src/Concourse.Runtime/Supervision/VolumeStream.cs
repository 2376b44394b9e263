using Concourse.Runtime.Supervision.Protocol;

namespace Concourse.Runtime.Supervision;

/// <summary>Bytes that the helper sends of a volume; gives credit as they are read. Breaks with its connection.</summary>
internal sealed class VolumeStream(SupervisorChannel channel) : Stream
{
    private ReadOnlyMemory<byte> _current;
    private long _ungranted;
    private bool _ended;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Asks, and waits for the first bytes, so that "not found" is known before anything is read.</summary>
    public async Task BeginAsync(FrameType operation, ReadOnlyMemory<byte> request, CancellationToken cancellationToken)
    {
        await channel.SendAsync(operation, request, cancellationToken).ConfigureAwait(false);
        await FillAsync(cancellationToken).ConfigureAwait(false);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_current.IsEmpty && !_ended)
        {
            await FillAsync(cancellationToken).ConfigureAwait(false);
        }

        var count = Math.Min(buffer.Length, _current.Length);
        _current[..count].CopyTo(buffer);
        _current = _current[count..];
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException("read it asynchronously: its bytes come over a connection");

    public override async ValueTask DisposeAsync()
    {
        await channel.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private async Task FillAsync(CancellationToken cancellationToken)
    {
        var frame = await channel.ReceiveAsync(cancellationToken).ConfigureAwait(false);
        switch (frame.Type)
        {
            case FrameType.Data:
                _current = frame.Payload;
                await GrantAsync(frame.Payload.Length, cancellationToken).ConfigureAwait(false);
                break;
            case FrameType.Done:
                _ended = true;
                break;
            default:
                throw VolumeFailure.From(frame);
        }
    }

    private async Task GrantAsync(int count, CancellationToken cancellationToken)
    {
        _ungranted += count;
        if (_ungranted >= VolumeWindow.Size / 2)
        {
            var granted = _ungranted;
            _ungranted = 0;
            await channel.SendAsync(FrameType.Credit, new PayloadWriter().Offset(granted).Written.ToArray(), cancellationToken)
                .ConfigureAwait(false);
        }
    }
}
