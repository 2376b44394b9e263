using System.Buffers;
using System.Net.WebSockets;

namespace Concourse.JetBridge.Exec;

/// <summary>Stdin of an exec: every write becomes messages on channel 0 and ends when the transport took them.</summary>
internal sealed class ExecInput(WebSocket socket) : Stream
{
    private const byte Channel = 0;
    private const int MaxMessage = 32 * 1024;

    /// <summary>A WebSocket takes one message at a time.</summary>
    private readonly SemaphoreSlim _turn = new(1);

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        var message = ArrayPool<byte>.Shared.Rent(MaxMessage + 1);
        try
        {
            message[0] = Channel;
            for (var rest = buffer; rest.Length > 0;)
            {
                var length = Math.Min(rest.Length, MaxMessage);
                rest.Span[..length].CopyTo(message.AsSpan(1));
                await socket.SendAsync(message.AsMemory(0, length + 1), WebSocketMessageType.Binary, endOfMessage: true, cancellationToken)
                    .ConfigureAwait(false);
                rest = rest[length..];
            }
        }
        catch (Exception error) when (error is WebSocketException or ObjectDisposedException or InvalidOperationException)
        {
            throw new IOException("the exec connection broke: " + error.Message, error);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(message);
            _turn.Release();
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>Nothing is held back.</summary>
    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Flush()
    {
    }

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("write asynchronously");

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _turn.Dispose();
        }

        base.Dispose(disposing);
    }
}
