namespace Concourse.Runtime.Supervision.Protocol;

/// <summary>Size of a terminal in characters.</summary>
internal readonly record struct WindowSize(ushort Columns, ushort Rows)
{
    public byte[] Encode() => new PayloadWriter().UInt16(Columns).UInt16(Rows).Written.ToArray();

    public static WindowSize Decode(ReadOnlySpan<byte> payload)
    {
        var reader = new PayloadReader(payload);
        return new WindowSize(reader.UInt16(), reader.UInt16());
    }
}
