using System.Threading.Channels;
using Concourse.Runtime.Supervision.Protocol;

namespace Concourse.Runtime.Supervision;

/// <summary>One process or one volume operation on a connection. What waits in it is bounded by the credit it gave.</summary>
internal sealed class SupervisorChannel(SupervisorConnection connection, uint number) : IAsyncDisposable
{
    private readonly Channel<Frame> _frames = Channel.CreateUnbounded<Frame>(new UnboundedChannelOptions { SingleReader = true });

    public uint Number => number;

    public Task SendAsync(FrameType type, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken) =>
        connection.SendAsync(type, number, payload, cancellationToken);

    /// <summary>Sends a message that may be larger than a frame.</summary>
    public async Task SendInPartsAsync(
        FrameType part, FrameType last, ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        while (message.Length > FrameCodec.MaxPayload)
        {
            await SendAsync(part, message[..FrameCodec.MaxPayload], cancellationToken).ConfigureAwait(false);
            message = message[FrameCodec.MaxPayload..];
        }

        await SendAsync(last, message, cancellationToken).ConfigureAwait(false);
    }

    /// <exception cref="SupervisorConnectionException">The connection broke.</exception>
    /// <exception cref="SupersededException">A higher epoch took over.</exception>
    public async ValueTask<Frame> ReceiveAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _frames.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (ChannelClosedException e)
        {
            throw SupervisorConnection.AsConnectionFailure(e.InnerException ?? e);
        }
    }

    /// <summary>Tells the helper to forget the channel; a process goes on, a volume operation is abandoned.</summary>
    public async ValueTask DisposeAsync()
    {
        connection.Forget(number);
        if (!connection.IsBroken)
        {
            try
            {
                await SendAsync(FrameType.Cancel, default, CancellationToken.None).ConfigureAwait(false);
            }
            catch (Exception e) when (e is SupervisorConnectionException or SupersededException)
            {
                // Then the helper forgets all of its channels.
            }
        }
    }

    internal void Deliver(Frame frame) => _frames.Writer.TryWrite(frame);

    internal void Break(Exception failure) => _frames.Writer.TryComplete(failure);
}
