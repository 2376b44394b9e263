using System.Globalization;
using Concourse.Core.Values;
using Concourse.Core.Yaml.Scanning;

namespace Concourse.Core.Yaml;

/// <summary>
/// The values of a document as far as it was read. What open collections hold so far lies in two buffers that all of them
/// share, each above its parent, so that a collection costs one array in the end.
/// </summary>
internal sealed class YamlTree(MeaningFaults faults, MemoryBudget memory)
{
    private const int LongestKeyTold = 1000;
    private readonly ChunkStack<Value> items = new();
    private readonly ChunkStack<MapEntry> entries = new();
    private OpenCollection[] open = new OpenCollection[16];

    public Value? Root { get; private set; }

    /// <summary>How many collections are open.</summary>
    public int Depth { get; private set; }

    /// <summary>Whether the next node is a key.</summary>
    public bool ExpectsKey
    {
        get
        {
            if (Depth == 0)
            {
                return false;
            }

            ref var node = ref open[Depth - 1];
            return node.IsMap && node.Key is null && !node.Merges;
        }
    }

    /// <summary>Whether the next node is merged into the open map.</summary>
    public bool ExpectsMerge => Depth > 0 && open[Depth - 1].Merges;

    public void Open(bool isMap, SourcePosition position, string? anchor)
    {
        if (Depth == open.Length)
        {
            Array.Resize(ref open, Depth * 2);
        }

        open[Depth++] = new OpenCollection
        {
            IsMap = isMap,
            First = isMap ? entries.Count : items.Count,
            Position = position,
            Anchor = anchor,
            Size = new NodeSize(1, 0),
        };
    }

    /// <summary>Ends the innermost collection; it is not added to its parent yet.</summary>
    public (Value Value, NodeSize Size, string? Anchor) Close()
    {
        ref var node = ref open[--Depth];
        Value value;
        if (node.IsMap)
        {
            memory.Copy<MapEntry>(entries.Count - node.First, node.Position);
            value = MapValue.Of(entries.Pop(node.First), node.Position);
        }
        else
        {
            memory.Copy<Value>(items.Count - node.First, node.Position);
            value = ListValue.Of(items.Pop(node.First), node.Position);
        }

        var size = node.Size with { Depth = node.Size.Depth + 1 };
        if (size.Depth > YamlScanner.MaxDepth)
        {
            faults.TooDeep(node.Position);
        }

        return (value, size, node.Anchor);
    }

    /// <summary>The next value is a map, or a list of maps, whose entries belong to the open map.</summary>
    public void AddMergeKey(SourcePosition position)
    {
        ref var node = ref open[Depth - 1];
        node.Merges = true;
        node.KeyPosition = position;
    }

    /// <summary>Adds a key, a value or an item to the innermost collection.</summary>
    public void Add(Value value, NodeSize size, bool viaAlias = false)
    {
        if (Depth == 0)
        {
            Root = value;
            return;
        }

        ref var node = ref open[Depth - 1];
        node.Size += size;
        if (!node.IsMap)
        {
            memory.TakePlaces<Value>(1, node.Position);
            items.Push(value);
        }
        else if (node.Merges)
        {
            node.Merges = false;
            Merge(value, viaAlias);
        }
        else if (node.Key is null)
        {
            BeginPair(KeyText(value, out node.BadKey), value.Position);
        }
        else
        {
            AddPair(ref node, value);
        }
    }

    /// <summary>Adds a key that is a text.</summary>
    public void AddKey(string key, NodeSize size, SourcePosition position)
    {
        open[Depth - 1].Size += size;
        BeginPair(key, position);
    }

    private void BeginPair(string key, SourcePosition position)
    {
        ref var node = ref open[Depth - 1];
        node.Key = key;
        node.KeyPosition = position;
    }

    private void AddPair(ref OpenCollection node, Value value)
    {
        if (node.BadKey is { } key)
        {
            faults.Converting(key, value, node.KeyPosition);
        }

        memory.TakePlaces<MapEntry>(1, node.KeyPosition);
        entries.Push(new MapEntry(node.Key!, value, node.KeyPosition));
        node.Key = null;
        node.BadKey = null;
    }

    // Entries of a merge count where they stand: explicit keys after them replace them, earlier ones are replaced.
    private void Merge(Value value, bool viaAlias)
    {
        switch (value)
        {
            case MapValue map:
                Merge(map);
                break;
            case ListValue list when !viaAlias && list.All(i => i is MapValue):
                foreach (var map in list.Reverse().Cast<MapValue>())
                {
                    Merge(map);
                }

                break;
            default:
                faults.Decoding("yaml: map merge requires map or sequence of maps as the value", value.Position);
                break;
        }
    }

    private void Merge(MapValue map)
    {
        memory.TakePlaces<MapEntry>(map.Count, open[Depth - 1].KeyPosition);
        foreach (var entry in map.Entries)
        {
            entries.Push(entry);
        }
    }

    private string KeyText(Value key, out string? bad)
    {
        bad = null;
        switch (key)
        {
            case StringValue s:
                return s.Text;
            case BoolValue b:
                return b.Value ? "true" : "false";
            case NumberValue { IsFloat: true } n:
                var number = n.ToDouble();
                return float.IsFinite((float)number) ? GoNumber.Single(number) : number > 0 ? ".inf" : "-.inf";
            case NumberValue n when long.TryParse(n.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _):
                return n.Text;
            case NumberValue n:
                bad = $"uint64, key: 0x{ulong.Parse(n.Text, CultureInfo.InvariantCulture):x}";
                break;
            case NullValue:
                bad = "%!s(<nil>), key: <nil>";
                break;
            default:
                if (!faults.HasDecoding)
                {
                    faults.Decoding($"yaml: invalid map key: {Shortened(GoFormat.Syntax(key))}", key.Position);
                }

                break;
        }

        return "";
    }

    private static string Shortened(string text) => text.Length <= LongestKeyTold ? text : $"{text[..LongestKeyTold]}…";

    private struct OpenCollection
    {
        public bool IsMap;

        /// <summary>Where its content begins in the buffer of its kind.</summary>
        public int First;
        public SourcePosition Position;
        public string? Anchor;
        public NodeSize Size;

        /// <summary>The key whose value comes next.</summary>
        public string? Key;
        public SourcePosition KeyPosition;

        /// <summary>Why the key cannot be said in JSON: its type and value in upstream's words.</summary>
        public string? BadKey;

        /// <summary>The value that comes next is merged into the map.</summary>
        public bool Merges;
    }
}
