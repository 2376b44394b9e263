using Concourse.Core.Yaml.Scanning;

namespace Concourse.Core.Yaml.Parsing;

/// <summary>
/// Turns tokens into the events of the first document, by YAML's grammar. Open collections stand on a stack of its own,
/// so that depth costs memory in proportion and nothing else. One use.
/// </summary>
internal sealed partial class YamlParser(YamlScanner scanner, YamlDialect dialect)
{
    private readonly TagHandles handles = new(dialect);
    private OpenNode[] open = new OpenNode[16];
    private int depth;
    private Stage stage;

    private enum Stage
    {
        Start,
        Content,
        End,
    }

    private ref OpenNode Top => ref open[depth - 1];

    /// <summary>The next event; after the last one always <see cref="YamlEventKind.DocumentEnd"/>.</summary>
    /// <exception cref="YamlSyntaxException">The text is no YAML.</exception>
    public YamlEvent Next()
    {
        switch (stage)
        {
            case Stage.Start:
                return Document();
            case Stage.End:
                return new YamlEvent(YamlEventKind.DocumentEnd, scanner.Mark);
        }

        if (depth == 0)
        {
            // Upstream looks at what follows the document, but does not mind it.
            scanner.Peek();
            stage = Stage.End;
            return new YamlEvent(YamlEventKind.DocumentEnd, scanner.Head.Start);
        }

        return Top.Expects switch
        {
            Expectation.BlockListEntry => BlockListEntry(),
            Expectation.IndentlessListEntry => IndentlessListEntry(),
            Expectation.BlockMapKey => BlockMapKey(),
            Expectation.BlockMapValue => BlockMapValue(),
            Expectation.FlowListFirstEntry or Expectation.FlowListEntry => FlowListEntry(),
            Expectation.FlowMapFirstKey or Expectation.FlowMapKey => FlowMapKey(),
            Expectation.FlowMapValue or Expectation.FlowMapNoValue => FlowMapValue(),
            Expectation.PairKey => PairKey(),
            Expectation.PairValue => PairValue(),
            _ => PairEnd(),
        };
    }

    private YamlEvent Document()
    {
        var kind = scanner.Peek();
        stage = kind == YamlTokenKind.StreamEnd ? Stage.End : Stage.Content;
        if (kind == YamlTokenKind.StreamEnd)
        {
            return new YamlEvent(YamlEventKind.DocumentEnd, scanner.Head.Start);
        }

        if (kind is not (YamlTokenKind.VersionDirective or YamlTokenKind.TagDirective or YamlTokenKind.DocumentStart))
        {
            return Node(block: true, indentless: false);
        }

        Directives();
        if (scanner.Peek() != YamlTokenKind.DocumentStart)
        {
            throw Fault("did not find expected <document start>");
        }

        scanner.Take();
        return scanner.Peek() is YamlTokenKind.VersionDirective or YamlTokenKind.TagDirective or YamlTokenKind.DocumentStart
            or YamlTokenKind.DocumentEnd or YamlTokenKind.StreamEnd
                ? Empty(scanner.Head.Start)
                : Node(block: true, indentless: false);
    }

    private void Directives()
    {
        var versions = 0;
        for (var kind = scanner.Peek(); kind is YamlTokenKind.VersionDirective or YamlTokenKind.TagDirective; kind = scanner.Peek())
        {
            if (kind == YamlTokenKind.TagDirective)
            {
                handles.Define(scanner.Head);
            }
            else if (++versions > 1)
            {
                throw Fault("found duplicate %YAML directive");
            }
            else if (scanner.Head.Text != "1.1")
            {
                throw Fault("found incompatible YAML document");
            }

            scanner.Take();
        }
    }

    // An alias, or anchor and tag in any order and then the content, which may be missing.
    private YamlEvent Node(bool block, bool indentless)
    {
        var kind = scanner.Peek();
        var start = scanner.Head.Start;
        if (kind == YamlTokenKind.Alias)
        {
            var name = scanner.Head.Text;
            scanner.Take();
            return new YamlEvent(YamlEventKind.Alias, start, name);
        }

        string? anchor = null;
        YamlToken? tagged = null;
        while ((kind == YamlTokenKind.Anchor && anchor is null) || (kind == YamlTokenKind.Tag && tagged is null))
        {
            if (kind == YamlTokenKind.Anchor)
            {
                anchor = scanner.Head.Text;
            }
            else
            {
                tagged = scanner.Head;
            }

            scanner.Take();
            kind = scanner.Peek();
        }

        var tag = tagged is { } token ? handles.Resolve(token, start) : "";
        switch (kind)
        {
            case YamlTokenKind.BlockEntry when indentless:
                return Open(YamlEventKind.ListStart, Expectation.IndentlessListEntry);
            case YamlTokenKind.Scalar:
                var scalar = new YamlEvent(YamlEventKind.Scalar, start, scanner.Head.Text, scanner.Head.Style, anchor, tag, scanner.Head.IsPooled);
                scanner.Take();
                return scalar;
            case YamlTokenKind.FlowListStart:
                return OpenAndTake(YamlEventKind.ListStart, Expectation.FlowListFirstEntry);
            case YamlTokenKind.FlowMapStart:
                return OpenAndTake(YamlEventKind.MapStart, Expectation.FlowMapFirstKey);
            case YamlTokenKind.BlockListStart when block:
                return OpenAndTake(YamlEventKind.ListStart, Expectation.BlockListEntry);
            case YamlTokenKind.BlockMapStart when block:
                return OpenAndTake(YamlEventKind.MapStart, Expectation.BlockMapKey);
            default:
                return anchor is not null || tagged is not null
                    ? new YamlEvent(YamlEventKind.Scalar, start, Anchor: anchor, Tag: tag)
                    : throw Fault("did not find expected node content", start);
        }

        YamlEvent OpenAndTake(YamlEventKind collection, Expectation expects)
        {
            var opened = Open(collection, expects);
            scanner.Take();
            return opened;
        }

        YamlEvent Open(YamlEventKind collection, Expectation expects)
        {
            Push(expects, scanner.Head.Start);
            return new YamlEvent(collection, start, Anchor: anchor, Tag: tag);
        }
    }

    private static YamlEvent Empty(in YamlMark mark) => new(YamlEventKind.Scalar, mark);

    private void Push(Expectation expects, in YamlMark start)
    {
        if (depth == open.Length)
        {
            Array.Resize(ref open, depth * 2);
        }

        open[depth++] = new OpenNode { Expects = expects, Start = start };
    }

    // Ends the collection at the token peeked at.
    private YamlEvent Close(YamlEventKind kind, bool take)
    {
        depth--;
        var end = new YamlEvent(kind, scanner.Head.Start);
        if (take)
        {
            scanner.Take();
        }

        return end;
    }

    private YamlSyntaxException Fault(string problem, in YamlMark context = default) =>
        YamlFault.InParser(dialect, problem, scanner.Head.Start, context);
}
