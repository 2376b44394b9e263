using System.Buffers.Binary;
using System.Text;

namespace Concourse.Runtime.Supervision.Protocol;

/// <summary>Takes fields off a payload. Never reads past its end and allocates no more than the payload's size.</summary>
internal ref struct PayloadReader(ReadOnlySpan<byte> payload)
{
    private ReadOnlySpan<byte> _rest = payload;

    public readonly int Remaining => _rest.Length;

    public byte Byte() => Take(1)[0];

    public ushort UInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2));

    public uint UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    public int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    /// <summary>A position or count in bytes; never negative.</summary>
    public long Offset()
    {
        var value = BinaryPrimitives.ReadInt64LittleEndian(Take(8));
        return value >= 0 ? value : throw new ProtocolException("negative offset");
    }

    public string String() => Encoding.UTF8.GetString(Bytes());

    public ReadOnlySpan<byte> Bytes()
    {
        var length = UInt32();
        return length <= (uint)_rest.Length ? Take((int)length) : throw Truncated();
    }

    public string[] Strings()
    {
        const int smallest = 4;
        var count = UInt32();
        if (count > (uint)_rest.Length / smallest)
        {
            throw Truncated();
        }

        var strings = new string[count];
        for (var i = 0; i < strings.Length; i++)
        {
            strings[i] = String();
        }

        return strings;
    }

    /// <summary>Everything not yet taken.</summary>
    public ReadOnlySpan<byte> Rest() => Take(_rest.Length);

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _rest.Length)
        {
            throw Truncated();
        }

        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }

    private static ProtocolException Truncated() => new("truncated payload");
}
