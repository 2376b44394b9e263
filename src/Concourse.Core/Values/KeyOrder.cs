using System.Buffers.Binary;
using System.Text;

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
        Span<byte> bytes = stackalloc byte[(3 * sizeof(ulong)) + 1];
        bytes.Clear();
        var head = key[..Math.Min(key.Length, sizeof(ulong))];
        var surrogate = head.IndexOfAnyInRange('\ud800', '\udfff');
        var length = Encoding.UTF8.GetBytes(surrogate < 0 ? head : head[..surrogate], bytes);
        if (surrogate >= 0)
        {
            bytes[length] = byte.MaxValue;
        }

        return BinaryPrimitives.ReadUInt64BigEndian(bytes);
    }
}
