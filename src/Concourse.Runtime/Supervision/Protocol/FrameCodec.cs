using System.Buffers.Binary;

namespace Concourse.Runtime.Supervision.Protocol;

/// <summary>Frames on the wire: payload length (4 bytes), type (1), channel (4), payload; integers little endian.</summary>
internal static class FrameCodec
{
    /// <summary>Version of the protocol; both sides must agree exactly, the web node delivers the supervisor it speaks with.</summary>
    public const ushort Version = 1;

    public const int HeaderLength = 9;

    /// <summary>Largest payload in bytes. A larger length is garbage, not a frame.</summary>
    public const int MaxPayload = 64 * 1024;

    public static void WriteHeader(Span<byte> destination, FrameHeader header)
    {
        BinaryPrimitives.WriteInt32LittleEndian(destination, header.Length);
        destination[4] = (byte)header.Type;
        BinaryPrimitives.WriteUInt32LittleEndian(destination[5..], header.Channel);
    }

    /// <summary>Reads a header from the first <see cref="HeaderLength"/> bytes.</summary>
    /// <exception cref="ProtocolException">The bytes are no header.</exception>
    public static FrameHeader ReadHeader(ReadOnlySpan<byte> source)
    {
        var length = BinaryPrimitives.ReadInt32LittleEndian(source);
        if (length is < 0 or > MaxPayload)
        {
            throw new ProtocolException($"frame of {(uint)length} bytes; at most {MaxPayload} are allowed");
        }

        var type = (FrameType)source[4];
        if (!IsKnown(type))
        {
            throw new ProtocolException($"unknown frame type {source[4]}");
        }

        return new FrameHeader(type, BinaryPrimitives.ReadUInt32LittleEndian(source[5..]), length);
    }

    /// <summary>A whole frame as one block of bytes.</summary>
    public static byte[] Encode(FrameType type, uint channel, ReadOnlySpan<byte> payload)
    {
        var frame = new byte[HeaderLength + payload.Length];
        WriteHeader(frame, new FrameHeader(type, channel, payload.Length));
        payload.CopyTo(frame.AsSpan(HeaderLength));
        return frame;
    }

    private static bool IsKnown(FrameType type) => type switch
    {
        >= FrameType.Hello and <= FrameType.Heartbeat => true,
        >= FrameType.StartPart and <= FrameType.Forget => true,
        >= FrameType.Started and <= FrameType.StdinTaken => true,
        FrameType.Progress => true,
        >= FrameType.VolumeIn and <= FrameType.VolumeDelete => true,
        >= FrameType.Data and <= FrameType.Cancel => true,
        _ => false,
    };
}
