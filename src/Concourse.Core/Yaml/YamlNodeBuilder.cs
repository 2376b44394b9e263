using System.Globalization;
using Concourse.Core.Values;
using YamlDotNet.Core;

namespace Concourse.Core.Yaml;

/// <summary>A list or map whose end has not been read yet.</summary>
internal abstract class YamlNodeBuilder(SourcePosition position, AnchorName anchor)
{
    public SourcePosition Position { get; } = position;

    public AnchorName Anchor { get; } = anchor;

    /// <summary>Nodes in it, itself included, aliases counted in full.</summary>
    public long Size { get; private set; } = 1;

    public void Add(Value value, long size, bool merge)
    {
        Size += size;
        Take(value, merge);
    }

    public abstract Value Build();

    protected abstract void Take(Value value, bool merge);
}

/// <inheritdoc/>
internal sealed class YamlListBuilder(SourcePosition position, AnchorName anchor) : YamlNodeBuilder(position, anchor)
{
    private readonly List<Value> items = [];

    public override Value Build() => new ListValue(items, Position);

    protected override void Take(Value value, bool merge) => items.Add(value);
}

/// <inheritdoc/>
internal sealed class YamlMapBuilder(SourcePosition position, AnchorName anchor, List<DuplicateKey> duplicates)
    : YamlNodeBuilder(position, anchor)
{
    private readonly List<MapEntry> entries = [];
    private readonly List<(string Key, int Line)> keys = [];
    private Dictionary<string, int>? lines;
    private string? key;
    private SourcePosition keyPosition;
    private bool merging;

    public override Value Build() => new MapValue(entries, Position);

    protected override void Take(Value value, bool merge)
    {
        if (merging)
        {
            Merge(value);
            merging = false;
        }
        else if (key is not null)
        {
            entries.Add(new MapEntry(key, value, keyPosition));
            key = null;
        }
        else
        {
            keyPosition = value.Position;
            merging = merge;
            var text = merge ? "<<" : KeyText(value);
            key = merge ? null : text;
            NoteKey(text);
        }
    }

    // Maps are small as a rule; only large ones get an index.
    private void NoteKey(string text)
    {
        if (keys.Count == 16)
        {
            lines ??= keys.DistinctBy(k => k.Key).ToDictionary(k => k.Key, k => k.Line, StringComparer.Ordinal);
        }

        var first = 0;
        if (lines is null)
        {
            first = keys.Find(k => k.Key == text).Line;
            keys.Add((text, keyPosition.Line));
        }
        else if (!lines.TryAdd(text, keyPosition.Line))
        {
            first = lines[text];
        }

        if (first > 0)
        {
            duplicates.Add(new DuplicateKey(text, keyPosition, first));
        }
    }

    // Entries of a merge count where they stand: explicit keys after them replace them, earlier ones are replaced.
    private void Merge(Value value)
    {
        switch (value)
        {
            case MapValue map:
                entries.AddRange(map.Entries);
                break;
            case ListValue list when list.All(i => i is MapValue):
                foreach (var map in list.Reverse().Cast<MapValue>())
                {
                    entries.AddRange(map.Entries);
                }

                break;
            default:
                throw new YamlSyntaxException("yaml: map merge requires map or sequence of maps as the value", value.Position);
        }
    }

    private static string KeyText(Value value) => value switch
    {
        StringValue s => s.Text,
        BoolValue b => b.Value ? "true" : "false",
        NumberValue { IsFloat: true } n => GoNumber.Single(n.ToDouble()),
        NumberValue n => n.Text,
        NullValue => throw new YamlSyntaxException("unsupported map key of type: %!s(<nil>), key: <nil>, value: <nil>", value.Position),
        _ => throw new YamlSyntaxException(
            string.Create(CultureInfo.InvariantCulture, $"yaml: invalid map key: {GoFormat.Display(value)}"), value.Position),
    };
}
