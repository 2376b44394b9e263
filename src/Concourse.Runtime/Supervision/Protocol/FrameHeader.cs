namespace Concourse.Runtime.Supervision.Protocol;

/// <summary>What stands before each frame's payload.</summary>
/// <param name="Type">Kind of frame.</param>
/// <param name="Channel">0 for the connection itself.</param>
/// <param name="Length">Bytes of payload, at most <see cref="FrameCodec.MaxPayload"/>.</param>
internal readonly record struct FrameHeader(FrameType Type, uint Channel, int Length);
