namespace Concourse.Runtime.Supervision.Protocol;

/// <summary>First frame of a client. Clients with a lower epoch are dropped.</summary>
/// <param name="Version">The client's <see cref="FrameCodec.Version"/>.</param>
/// <param name="Epoch">Grows each time the right to drive this sandbox changes hands.</param>
internal readonly record struct HelloMessage(ushort Version, long Epoch)
{
    /// <summary>Tells our protocol from whatever else might arrive on a stdin.</summary>
    private const uint Magic = 0x50535343;

    public byte[] Encode() => new PayloadWriter().UInt32(Magic).UInt16(Version).Offset(Epoch).Written.ToArray();

    public static HelloMessage Decode(ReadOnlySpan<byte> payload)
    {
        var reader = new PayloadReader(payload);
        return reader.UInt32() == Magic
            ? new HelloMessage(reader.UInt16(), reader.Offset())
            : throw new ProtocolException("not a supervisor's client");
    }
}
