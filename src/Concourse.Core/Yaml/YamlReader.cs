using Concourse.Core.Values;
using Concourse.Core.Yaml.Parsing;
using Concourse.Core.Yaml.Scanning;

namespace Concourse.Core.Yaml;

/// <summary>
/// Builds values from the events of a document, without recursion. Aliases share the anchored value; how often
/// they repeat it is counted, so that a small text cannot stand for an endless document. Mistakes of meaning are reported
/// after those of syntax, wherever they stand, since upstream decodes what it has parsed. One use.
/// </summary>
internal sealed class YamlReader
{
    private readonly YamlDialect dialect;
    private readonly YamlParser parser;
    private readonly Dictionary<string, Anchored> anchors = new(StringComparer.Ordinal);
    private readonly AliasBudget budget = new();
    private readonly MeaningFaults faults = new();
    private readonly MemoryBudget memory = new();
    private readonly SharedScalars shared;
    private readonly YamlTree tree;

    public YamlReader(YamlScanner scanner, YamlDialect dialect)
    {
        this.dialect = dialect;
        parser = new YamlParser(scanner, dialect);
        shared = new SharedScalars(faults);
        tree = new YamlTree(faults, memory);
    }

    /// <summary>The first document; null without any.</summary>
    /// <param name="keys">Takes notice of every key as it is written; null: nobody minds duplicates.</param>
    /// <exception cref="YamlSyntaxException">No YAML, or YAML that JSON cannot say.</exception>
    public Value Read(KeyNotes? keys = null)
    {
        for (var e = parser.Next(); e.Kind != YamlEventKind.DocumentEnd; e = parser.Next())
        {
            if (faults.HasDecoding)
            {
                Skim(e);
                continue;
            }

            if (tree.ExpectsKey && e.Kind is not (YamlEventKind.ListEnd or YamlEventKind.MapEnd))
            {
                keys?.Note(e);
            }

            Take(e);
            keys?.Follow(e.Kind);
        }

        faults.ThrowFirst(dialect);
        return tree.Root ?? NullValue.Instance;
    }

    // Nobody will see the value, but a mistake of syntax would be told instead.
    private void Skim(in YamlEvent e)
    {
        if (e.Kind == YamlEventKind.Alias)
        {
            Find(e);
        }

        Remember(e.Anchor, new Anchored(null, default, e.Mark.Position));
    }

    private void Take(in YamlEvent e)
    {
        switch (e.Kind)
        {
            case YamlEventKind.Scalar:
                Scalar(e);
                break;
            case YamlEventKind.Alias:
                Alias(e);
                break;
            case YamlEventKind.ListStart or YamlEventKind.MapStart:
                Open(e);
                break;
            default:
                Close();
                break;
        }
    }

    private void Scalar(in YamlEvent e)
    {
        if (tree.ExpectsKey && YamlScalars.IsMerge(e))
        {
            tree.AddMergeKey(e.Mark.Position);
            return;
        }

        budget.Count();
        var size = new NodeSize(1, e.Text.Length);
        if (tree.ExpectsKey && e.Anchor is null && YamlScalars.IsPlainText(e))
        {
            // Nearly all keys; they need no value of their own.
            TakeText(e);
            tree.AddKey(e.Text, size, e.Mark.Position);
            return;
        }

        var value = ScalarValue(e);
        Remember(e.Anchor, new Anchored(value, size, value.Position));
        tree.Add(value, size);
    }

    private Value ScalarValue(in YamlEvent e)
    {
        if (tree.ExpectsKey)
        {
            TakeText(e);
            return YamlScalars.Key(e, faults);
        }

        if (tree.ExpectsMerge)
        {
            return new StringValue(e.Text, e.Mark.Position);
        }

        var (value, isShared) = shared.Get(e);
        if (!isShared)
        {
            memory.TakeScalar(e.Mark.Position);
            switch (value)
            {
                case StringValue text when !ReferenceEquals(text.Text, e.Text):
                    memory.TakeText(text.Text, e.Mark.Position);
                    break;
                case StringValue or NumberValue { HasText: true }:
                    TakeText(e);
                    break;
            }
        }

        return value;
    }

    private void TakeText(in YamlEvent e)
    {
        if (!e.IsPooled)
        {
            memory.TakeText(e.Text, e.Mark.Position);
        }
    }

    private void Open(in YamlEvent e)
    {
        budget.Count();
        memory.TakeCollection(e.Mark.Position);
        Remember(e.Anchor, new Anchored(null, default, e.Mark.Position));
        tree.Open(e.Kind == YamlEventKind.MapStart, e.Mark.Position, e.Anchor);
    }

    private void Close()
    {
        var closed = tree.Close();
        if (closed.Anchor is { } anchor && anchors[anchor].Position == closed.Value.Position)
        {
            // Unless a node within it took the name.
            anchors[anchor] = new Anchored(closed.Value, closed.Size, closed.Value.Position);
        }

        tree.Add(closed.Value, closed.Size);
    }

    private void Alias(in YamlEvent e)
    {
        var anchored = Find(e);
        budget.Count();
        if (anchored.Value is null)
        {
            faults.Decoding($"yaml: anchor '{e.Text}' value contains itself", e.Mark.Position);
        }
        else if (!budget.Repeat(anchored.Size))
        {
            faults.Decoding("yaml: document contains excessive aliasing", e.Mark.Position);
        }

        var value = anchored.Value ?? new NullValue(e.Mark.Position);
        tree.Add(value, new NodeSize(1, 0) + anchored.Size, viaAlias: true);
    }

    private Anchored Find(in YamlEvent alias) => anchors.TryGetValue(alias.Text, out var anchored) ? anchored
        : throw new YamlSyntaxException($"yaml: unknown anchor '{alias.Text}' referenced", alias.Mark.Position);

    private void Remember(string? anchor, Anchored anchored)
    {
        if (anchor is not null)
        {
            memory.TakeAnchor(anchor, anchored.Position);
            anchors[anchor] = anchored;
        }
    }

    /// <param name="Value">Null while the collection is open.</param>
    /// <param name="Size">How large it is.</param>
    /// <param name="Position">Which node it is.</param>
    private readonly record struct Anchored(Value? Value, NodeSize Size, SourcePosition Position);
}
