using Concourse.Runtime.Supervision.Protocol;

namespace Concourse.Runtime.Supervision;

/// <summary>Turns the helper's last word on a volume operation into an exception.</summary>
internal static class VolumeFailure
{
    public static void ThrowUnlessDone(Frame frame)
    {
        if (frame.Type == FrameType.Done)
        {
            return;
        }

        throw From(frame);
    }

    public static Exception From(Frame frame)
    {
        if (frame.Type != FrameType.Failed)
        {
            return new SupervisorConnectionException($"unexpected {frame.Type} frame for a volume");
        }

        var failure = FailedMessage.Decode(frame.Payload.Span);
        return failure.NotFound ? new FileNotFoundException(failure.Message) : new VolumeOperationException(failure.Message);
    }
}
