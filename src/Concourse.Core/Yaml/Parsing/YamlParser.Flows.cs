using Concourse.Core.Yaml.Scanning;

namespace Concourse.Core.Yaml.Parsing;

/// <summary>Lists and maps in brackets and braces.</summary>
internal sealed partial class YamlParser
{
    private YamlEvent FlowListEntry()
    {
        var kind = NextInFlow(Expectation.FlowListFirstEntry, YamlTokenKind.FlowListEnd, "did not find expected ',' or ']'");
        if (kind == YamlTokenKind.FlowListEnd)
        {
            return Close(YamlEventKind.ListEnd, take: true);
        }

        Top.Expects = Expectation.FlowListEntry;
        if (kind != YamlTokenKind.Key)
        {
            return Node(block: false, indentless: false);
        }

        var start = scanner.Head.Start;
        scanner.Take();
        Push(Expectation.PairKey, start);
        return new YamlEvent(YamlEventKind.MapStart, start);
    }

    private YamlEvent PairKey()
    {
        Top.Expects = Expectation.PairValue;
        if (scanner.Peek() is not (YamlTokenKind.Value or YamlTokenKind.FlowEntry or YamlTokenKind.FlowListEnd))
        {
            return Node(block: false, indentless: false);
        }

        // Upstream loses this token, so that `[? : a]` is a mistake.
        return Empty(TakeIndicator());
    }

    private YamlEvent PairValue()
    {
        Top.Expects = Expectation.PairEnd;
        if (scanner.Peek() == YamlTokenKind.Value)
        {
            scanner.Take();
            if (scanner.Peek() is not (YamlTokenKind.FlowEntry or YamlTokenKind.FlowListEnd))
            {
                return Node(block: false, indentless: false);
            }
        }

        return Empty(scanner.Head.Start);
    }

    private YamlEvent PairEnd()
    {
        scanner.Peek();
        return Close(YamlEventKind.MapEnd, take: false);
    }

    private YamlEvent FlowMapKey()
    {
        var kind = NextInFlow(Expectation.FlowMapFirstKey, YamlTokenKind.FlowMapEnd, "did not find expected ',' or '}'");
        switch (kind)
        {
            case YamlTokenKind.FlowMapEnd:
                return Close(YamlEventKind.MapEnd, take: true);
            case YamlTokenKind.Key:
                scanner.Take();
                Top.Expects = Expectation.FlowMapValue;
                return scanner.Peek() is YamlTokenKind.Value or YamlTokenKind.FlowEntry or YamlTokenKind.FlowMapEnd
                    ? Empty(scanner.Head.Start)
                    : Node(block: false, indentless: false);
            default:
                Top.Expects = Expectation.FlowMapNoValue;
                return Node(block: false, indentless: false);
        }
    }

    private YamlEvent FlowMapValue()
    {
        var mayHaveValue = Top.Expects == Expectation.FlowMapValue;
        Top.Expects = Expectation.FlowMapKey;
        if (scanner.Peek() == YamlTokenKind.Value && mayHaveValue)
        {
            scanner.Take();
            if (scanner.Peek() is not (YamlTokenKind.FlowEntry or YamlTokenKind.FlowMapEnd))
            {
                return Node(block: false, indentless: false);
            }
        }

        return Empty(scanner.Head.Start);
    }

    // Passes the comma between entries.
    private YamlTokenKind NextInFlow(Expectation first, YamlTokenKind end, string problem)
    {
        var kind = scanner.Peek();
        if (kind == end || Top.Expects == first)
        {
            return kind;
        }

        if (kind != YamlTokenKind.FlowEntry)
        {
            throw Fault(problem, Top.Start);
        }

        scanner.Take();
        return scanner.Peek();
    }
}
