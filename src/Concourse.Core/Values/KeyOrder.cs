using System.Buffers.Binary;

namespace Concourse.Core.Values;

/// <summary>Puts the keys of a map in order. What follows the beginning that all keys share decides most comparisons, as one number.</summary>
internal static class KeyOrder
{
    /// <summary>The places of the entries in the order of <see cref="Utf8Order"/>; of equal keys the earlier one comes first.</summary>
    public static int[] Of(MapEntry[] entries)
    {
        var shared = SharedLength(entries);
        var beginnings = new ulong[entries.Length];
        var places = new int[entries.Length];
        for (var i = 0; i < entries.Length; i++)
        {
            beginnings[i] = BeginningOf(entries[i].Key.AsSpan(shared));
            places[i] = i;
        }

        Array.Sort(beginnings, places);
        for (var (first, end) = (0, 1); first < places.Length; (first, end) = (end, end + 1))
        {
            while (end < places.Length && beginnings[end] == beginnings[first])
            {
                end++;
            }

            if (end - first > 1)
            {
                places.AsSpan(first, end - first).Sort((a, b) =>
                {
                    var order = Utf8Order.Instance.Compare(entries[a].Key, entries[b].Key);
                    return order != 0 ? order : a - b;
                });
            }
        }

        return places;
    }

    private static int SharedLength(ReadOnlySpan<MapEntry> entries)
    {
        var shared = entries[0].Key.Length;
        foreach (var entry in entries)
        {
            shared = entry.Key.AsSpan().CommonPrefixLength(entries[0].Key.AsSpan(0, shared));
        }

        return shared;
    }

    // The first eight bytes in UTF-8 as one number. What begins with a surrogate stands behind everything, in an order of its own.
    private static ulong BeginningOf(ReadOnlySpan<char> key)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong) + 2];
        bytes.Clear();
        var length = 0;
        foreach (var c in key)
        {
            switch (c)
            {
                case < '\u0080':
                    bytes[length++] = (byte)c;
                    break;
                case < '\u0800':
                    bytes[length++] = (byte)(0xc0 | (c >> 6));
                    bytes[length++] = (byte)(0x80 | (c & 0x3f));
                    break;
                case >= '\ud800' and <= '\udfff':
                    bytes[length] = byte.MaxValue;
                    length = sizeof(ulong);
                    break;
                default:
                    bytes[length++] = (byte)(0xe0 | (c >> 12));
                    bytes[length++] = (byte)(0x80 | ((c >> 6) & 0x3f));
                    bytes[length++] = (byte)(0x80 | (c & 0x3f));
                    break;
            }

            if (length >= sizeof(ulong))
            {
                break;
            }
        }

        return BinaryPrimitives.ReadUInt64BigEndian(bytes);
    }
}
