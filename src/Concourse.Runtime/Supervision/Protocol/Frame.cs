namespace Concourse.Runtime.Supervision.Protocol;

/// <summary>A frame with its payload.</summary>
internal readonly record struct Frame(FrameType Type, uint Channel, ReadOnlyMemory<byte> Payload);
