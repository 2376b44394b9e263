namespace Concourse.Core.Values;

/// <summary>A key while a map is put in order. What follows the beginning that all keys share decides most comparisons.</summary>
internal readonly record struct NumberedKey(ulong Beginning, string Key, int Number) : IComparable<NumberedKey>
{
    /// <summary>The keys in the order of <see cref="Utf8Order"/>, equal ones in the order of their numbers.</summary>
    public static NumberedKey[] Sorted(ReadOnlySpan<MapEntry> entries)
    {
        var shared = entries[0].Key.Length;
        foreach (var entry in entries)
        {
            shared = entry.Key.AsSpan().CommonPrefixLength(entries[0].Key.AsSpan(0, shared));
        }

        var keys = new NumberedKey[entries.Length];
        for (var i = 0; i < keys.Length; i++)
        {
            keys[i] = new NumberedKey(BeginningOf(entries[i].Key.AsSpan(shared)), entries[i].Key, i);
        }

        keys.AsSpan().Sort();
        return keys;
    }

    public int CompareTo(NumberedKey other)
    {
        if (Beginning != other.Beginning)
        {
            return Beginning < other.Beginning ? -1 : 1;
        }

        var order = Utf8Order.Instance.Compare(Key, other.Key);
        return order != 0 ? order : Number - other.Number;
    }

    // The first four units as one number.
    private static ulong BeginningOf(ReadOnlySpan<char> key)
    {
        var number = 0UL;
        for (var i = 0; i < 4; i++)
        {
            number = (number << 16) | (i < key.Length ? Rank(key[i]) : 0u);
        }

        return number;
    }

    // Surrogates stand for characters behind all others.
    private static uint Rank(char c) => c < 0xd800 ? c : char.IsSurrogate(c) ? c + 0x2000u : c - 0x800u;
}
