using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Concourse.Core.Values;

/// <summary>One key of a <see cref="MapValue"/> with its value and the place of the key in the text.</summary>
public readonly record struct MapEntry(string Key, Value Value, SourcePosition KeyPosition = default);

/// <summary>A map from text to value. Entries are held sorted by the UTF-8 bytes of their keys, the order of every rendering.</summary>
public sealed class MapValue : Value, IReadOnlyDictionary<string, Value>
{
    private const int FewEntries = 16;
    private readonly MapEntry[] entries;

    /// <summary>Builds a map; of entries with the same key the last one counts.</summary>
    public MapValue(IEnumerable<MapEntry> entries, SourcePosition position = default)
        : this(position, Sorted([.. entries]))
    {
    }

    private MapValue(SourcePosition position, MapEntry[] sorted)
        : base(position) => entries = sorted;

    public MapValue(params IEnumerable<(string Key, Value Value)> entries)
        : this(entries.Select(e => new MapEntry(e.Key, e.Value)))
    {
    }

    public static MapValue Empty { get; } = new(Array.Empty<MapEntry>());

    public IReadOnlyList<MapEntry> Entries => entries;

    public int Count => entries.Length;

    public override string KindName => "object";

    public IEnumerable<string> Keys => entries.Select(e => e.Key);

    public IEnumerable<Value> Values => entries.Select(e => e.Value);

    public Value this[string key] => TryGetValue(key, out var value) ? value : throw new KeyNotFoundException($"no key '{key}'");

    public bool ContainsKey(string key) => Find(key) >= 0;

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out Value value)
    {
        var index = Find(key);
        value = index < 0 ? null : entries[index].Value;
        return index >= 0;
    }

    /// <summary>The text under a key; null when the key is missing or no text.</summary>
    public string? Text(string key) => TryGetValue(key, out var value) && value is StringValue s ? s.Text : null;

    /// <summary>This map with one entry set.</summary>
    public MapValue With(string key, Value value) => new([.. entries, new MapEntry(key, value)], Position);

    /// <summary>This map's entries over those of <paramref name="defaults"/>: a shallow merge in which this map wins.</summary>
    public MapValue Over(MapValue? defaults) =>
        defaults is null || defaults.Count == 0 ? this : new([.. defaults.entries, .. entries], Position);

    public IEnumerator<KeyValuePair<string, Value>> GetEnumerator() =>
        entries.Select(e => KeyValuePair.Create(e.Key, e.Value)).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override bool Equals(Value? other)
    {
        if (!DeepRecursion.HasStack)
        {
            return DeepRecursion.Continue((This: this, other), static s => s.This.Equals(s.other));
        }

        if (other is not MapValue o || o.entries.Length != entries.Length)
        {
            return false;
        }

        for (var i = 0; i < entries.Length; i++)
        {
            if (entries[i].Key != o.entries[i].Key || !entries[i].Value.Equals(o.entries[i].Value))
            {
                return false;
            }
        }

        return true;
    }

    public override int GetHashCode()
    {
        if (!DeepRecursion.HasStack)
        {
            return DeepRecursion.Continue(this, static map => map.GetHashCode());
        }

        var hash = new HashCode();
        foreach (var entry in entries)
        {
            hash.Add(entry.Key, StringComparer.Ordinal);
            hash.Add(entry.Value);
        }

        return hash.ToHashCode();
    }

    /// <summary>A map of entries that nobody else holds; of those with the same key the last one counts.</summary>
    internal static MapValue Of(MapEntry[] entries, SourcePosition position) => new(position, Sorted(entries));

    private static MapEntry[] Sorted(MapEntry[] entries)
    {
        if (AreSorted(entries))
        {
            return entries;
        }

        // Both keep the order of equal keys.
        if (entries.Length <= FewEntries)
        {
            InsertByKey(entries);
        }
        else
        {
            SortByKey(entries);
        }

        var count = DropReplaced(entries);
        return count == entries.Length ? entries : entries[..count];
    }

    private static bool AreSorted(ReadOnlySpan<MapEntry> entries)
    {
        for (var i = 1; i < entries.Length; i++)
        {
            if (Utf8Order.Instance.Compare(entries[i - 1].Key, entries[i].Key) >= 0)
            {
                return false;
            }
        }

        return true;
    }

    private static void InsertByKey(Span<MapEntry> entries)
    {
        for (var i = 1; i < entries.Length; i++)
        {
            var entry = entries[i];
            var place = i;
            for (; place > 0 && Utf8Order.Instance.Compare(entries[place - 1].Key, entry.Key) > 0; place--)
            {
                entries[place] = entries[place - 1];
            }

            entries[place] = entry;
        }
    }

    private static void SortByKey(MapEntry[] entries)
    {
        var places = KeyOrder.Of(entries);
        for (var i = 0; i < places.Length; i++)
        {
            // Follows the circle of places in which each takes what belongs to the one before.
            var first = entries[i];
            var place = i;
            while (places[place] >= 0)
            {
                var from = places[place];
                places[place] = -1;
                entries[place] = from == i ? first : entries[from];
                place = from;
            }
        }
    }

    // Returns how many are left.
    private static int DropReplaced(Span<MapEntry> entries)
    {
        var count = 0;
        for (var i = 0; i < entries.Length; i++)
        {
            if (i + 1 == entries.Length || entries[i].Key != entries[i + 1].Key)
            {
                entries[count++] = entries[i];
            }
        }

        return count;
    }

    private int Find(string key)
    {
        var (low, high) = (0, entries.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            var order = Utf8Order.Instance.Compare(entries[middle].Key, key);
            if (order == 0)
            {
                return middle;
            }

            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return -1;
    }
}
