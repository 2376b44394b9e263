using Concourse.Runtime.Supervision.Protocol;

namespace Concourse.Runtime.Supervision;

/// <summary>Sends an archive as fast as the helper unpacks it.</summary>
internal sealed class VolumeSender(SupervisorChannel channel)
{
    private long _credit = VolumeWindow.Size;

    public async Task SendAllAsync(Stream archive, CancellationToken cancellationToken)
    {
        var buffer = new byte[FrameCodec.MaxPayload];
        while (true)
        {
            var count = await archive.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            if (count == 0)
            {
                break;
            }

            while (_credit < count)
            {
                await TakeCreditAsync(cancellationToken).ConfigureAwait(false);
            }

            _credit -= count;
            await channel.SendAsync(FrameType.Data, buffer.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
        }

        await channel.SendAsync(FrameType.End, default, cancellationToken).ConfigureAwait(false);
        while (await TakeCreditAsync(cancellationToken).ConfigureAwait(false))
        {
        }
    }

    /// <summary>False when the helper is done.</summary>
    private async Task<bool> TakeCreditAsync(CancellationToken cancellationToken)
    {
        var frame = await channel.ReceiveAsync(cancellationToken).ConfigureAwait(false);
        if (frame.Type != FrameType.Credit)
        {
            VolumeFailure.ThrowUnlessDone(frame);
            return false;
        }

        var reader = new PayloadReader(frame.Payload.Span);
        _credit += reader.Offset();
        return true;
    }
}
