using Concourse.Core.Json;
using Concourse.Core.Values;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Concourse.Core.Yaml;

/// <summary>
/// Builds values from the events of the YAML parser, without recursion. Aliases share the anchored value; how often
/// they repeat it is counted, so that a small text cannot stand for an endless document. One use.
/// </summary>
internal sealed class YamlReader(string text)
{
    private readonly Parser parser = new(new StringReader(text));
    private readonly Dictionary<string, (Value? Value, long Size)> anchors = new(StringComparer.Ordinal);
    private readonly Stack<YamlNodeBuilder> open = new();
    private readonly List<DuplicateKey> duplicates = [];
    private readonly AliasBudget budget = new();
    private Value? root;

    public YamlDocument Read()
    {
        try
        {
            while (root is null && parser.MoveNext())
            {
                Take(parser.Current!);
            }
        }
        catch (YamlException e)
        {
            throw YamlMessages.Translate(e, text);
        }
        catch (InvalidOperationException)
        {
            // The parser's own state machine fails on some unclosed flow collections.
            throw YamlMessages.Unknown(parser.Current is { } last ? At(last.End) : default);
        }

        return new YamlDocument(root ?? NullValue.Instance, duplicates);
    }

    private static SourcePosition At(in Mark mark) => new((int)mark.Line, (int)mark.Column);

    private void Take(ParsingEvent current)
    {
        switch (current)
        {
            case Scalar scalar:
                var value = YamlScalars.Resolve(scalar, At(scalar.Start));
                Remember(scalar.Anchor, value, 1);
                Add(value, 1, IsMerge(scalar));
                break;
            case SequenceStart sequence:
                Open(new YamlListBuilder(At(sequence.Start), sequence.Anchor));
                break;
            case MappingStart mapping:
                Open(new YamlMapBuilder(At(mapping.Start), mapping.Anchor, duplicates));
                break;
            case SequenceEnd or MappingEnd:
                var node = open.Pop();
                var built = node.Build();
                Remember(node.Anchor, built, node.Size);
                Add(built, node.Size);
                break;
            case AnchorAlias alias:
                Add(alias);
                break;
            case DocumentEnd:
                root ??= NullValue.Instance;
                break;
        }
    }

    private void Open(YamlNodeBuilder node)
    {
        if (open.Count >= JsonText.MaxDepth)
        {
            throw new YamlSyntaxException($"yaml: line {node.Position.Line}: exceeded max depth of {JsonText.MaxDepth}", node.Position);
        }

        if (!node.Anchor.IsEmpty)
        {
            anchors[node.Anchor.Value] = (null, 0);
        }

        open.Push(node);
    }

    private void Add(AnchorAlias alias)
    {
        var name = alias.Value.Value;
        var position = At(alias.Start);
        if (!anchors.TryGetValue(name, out var anchored))
        {
            throw new YamlSyntaxException($"yaml: unknown anchor '{name}' referenced", position);
        }

        if (anchored.Value is null)
        {
            throw new YamlSyntaxException($"yaml: anchor '{name}' value contains itself", position);
        }

        budget.Repeat(anchored.Size, position);
        Add(anchored.Value, anchored.Size);
    }

    private void Remember(AnchorName anchor, Value value, long size)
    {
        if (!anchor.IsEmpty)
        {
            anchors[anchor.Value] = (value, size);
        }
    }

    private void Add(Value value, long size, bool merge = false)
    {
        budget.Count();
        if (open.TryPeek(out var parent))
        {
            parent.Add(value, size, merge);
        }
        else
        {
            root = value;
        }
    }

    private static bool IsMerge(Scalar scalar) =>
        scalar.Value == "<<" && (scalar.Style == ScalarStyle.Plain || scalar.Tag.ToString() == "tag:yaml.org,2002:merge");
}
