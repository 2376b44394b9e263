using System.Buffers.Binary;

namespace Concourse.Runtime.Supervision.Protocol;

/// <summary>Payload of <see cref="FrameType.Stdout"/>, <see cref="FrameType.Stderr"/> and <see cref="FrameType.Stdin"/>: an offset, then bytes.</summary>
internal static class OutputChunk
{
    public const int OffsetLength = 8;

    /// <summary>Most bytes of a stream in one frame.</summary>
    public const int MaxData = FrameCodec.MaxPayload - OffsetLength;

    public static void WriteOffset(Span<byte> payload, long offset) => BinaryPrimitives.WriteInt64LittleEndian(payload, offset);

    public static long ReadOffset(ReadOnlySpan<byte> payload)
    {
        var reader = new PayloadReader(payload);
        return reader.Offset();
    }
}
