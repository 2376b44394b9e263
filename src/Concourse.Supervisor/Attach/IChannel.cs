using Concourse.Runtime.Supervision.Protocol;

namespace Concourse.Supervisor.Attach;

/// <summary>One process or one volume operation of a client.</summary>
internal interface IChannel
{
    /// <summary>A frame from the client. Called on the receiving thread: must not wait for the client.</summary>
    void Receive(FrameHeader header, ReadOnlySpan<byte> payload);
}
