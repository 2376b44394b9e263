using System.Globalization;
using System.Runtime.InteropServices;
using Concourse.Core.Values;
using Concourse.Core.Yaml.Parsing;

namespace Concourse.Core.Yaml;

/// <summary>
/// Notes the keys of every map as they are written and finds those that stand twice, as upstream's newer library does: by
/// text, before their meaning is known. Where a map has duplicates, those of maps within it are not told.
/// </summary>
internal sealed class KeyNotes
{
    // Of maps that are open at one time, in some forty bytes each: more than ten megabytes of a sound pipeline can have.
    private const int MostNoted = 1_500_000;

    // Upstream names every pair, so that a long text of one key would give an endless message.
    private const int MostTold = 1000;

    private readonly List<Key> keys = [];
    private readonly List<Duplicate> duplicates = [];
    private readonly List<ulong> hashes = [];
    private readonly Stack<(bool IsMap, int FirstKey, int FirstDuplicate)> open = new();

    /// <summary>The key that comes next.</summary>
    /// <exception cref="YamlSyntaxException">There are too many.</exception>
    public void Note(in YamlEvent e)
    {
        if (keys.Count == MostNoted)
        {
            throw MemoryBudget.Exceeded(e.Mark.Position, string.Create(CultureInfo.InvariantCulture, $"more than {MostNoted} keys are open"));
        }

        keys.Add(new Key(e.Kind, e.Text, e.Mark.Position, keys.Count));
    }

    /// <summary>Something was read.</summary>
    public void Follow(YamlEventKind kind)
    {
        switch (kind)
        {
            case YamlEventKind.MapStart or YamlEventKind.ListStart:
                open.Push((kind == YamlEventKind.MapStart, keys.Count, duplicates.Count));
                break;
            case YamlEventKind.MapEnd or YamlEventKind.ListEnd:
                var (isMap, firstKey, firstDuplicate) = open.Pop();
                if (isMap)
                {
                    EndMap(firstKey, firstDuplicate);
                }

                break;
        }
    }

    /// <exception cref="YamlSyntaxException">Some key stands twice in its map.</exception>
    public void ThrowIfAny()
    {
        if (duplicates.Count == 0)
        {
            return;
        }

        var lines = duplicates.Select(d => string.Create(
            CultureInfo.InvariantCulture,
            $"  line {d.Again.Line}: mapping key {GoText.Quote(d.Text)} already defined at line {d.First.Line}"));
        throw new YamlSyntaxException("yaml: unmarshal errors:\n" + string.Join('\n', lines), duplicates[0].Again);
    }

    private void EndMap(int firstKey, int firstDuplicate)
    {
        var own = CollectionsMarshal.AsSpan(keys)[firstKey..];
        if (HasDuplicates(own))
        {
            own.Sort();
            CollectionsMarshal.SetCount(duplicates, firstDuplicate);
            duplicates.AddRange(Duplicates(own).OrderBy(d => d.Number).Take(MostTold - firstDuplicate));
        }

        CollectionsMarshal.SetCount(keys, firstKey);
    }

    // Numbers are sorted far quicker than texts, and most maps have nothing twice.
    private bool HasDuplicates(ReadOnlySpan<Key> own)
    {
        CollectionsMarshal.SetCount(hashes, own.Length);
        var order = CollectionsMarshal.AsSpan(hashes);
        for (var i = 0; i < own.Length; i++)
        {
            order[i] = ((ulong)(uint)own[i].Text.GetHashCode(StringComparison.Ordinal) << 32) | (uint)i;
        }

        order.Sort();
        for (var i = 0; i < order.Length; i++)
        {
            for (var j = i + 1; j < order.Length && order[j] >> 32 == order[i] >> 32; j++)
            {
                if (own[(int)order[i]].Same(own[(int)order[j]]))
                {
                    return true;
                }
            }
        }

        return false;
    }

    // Every pair of equal keys; they are sorted.
    private static List<Duplicate> Duplicates(ReadOnlySpan<Key> sorted)
    {
        List<Duplicate> found = [];
        for (var i = 0; i < sorted.Length; i++)
        {
            for (var j = i + 1; j < sorted.Length && found.Count < MostTold && sorted[j].Same(sorted[i]); j++)
            {
                found.Add(new Duplicate(sorted[i].Text, sorted[i].Position, sorted[j].Position, sorted[i].Number));
            }
        }

        return found;
    }

    private readonly record struct Key(YamlEventKind Kind, string Text, SourcePosition Position, int Number) : IComparable<Key>
    {
        public bool Same(in Key other) => Kind == other.Kind && Text == other.Text;

        public int CompareTo(Key other)
        {
            var order = string.CompareOrdinal(Text, other.Text);
            order = order != 0 ? order : Kind.CompareTo(other.Kind);
            return order != 0 ? order : Number.CompareTo(other.Number);
        }
    }

    private readonly record struct Duplicate(string Text, SourcePosition First, SourcePosition Again, int Number);
}
