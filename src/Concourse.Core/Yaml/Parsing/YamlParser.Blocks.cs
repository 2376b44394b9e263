using Concourse.Core.Yaml.Scanning;

namespace Concourse.Core.Yaml.Parsing;

/// <summary>Lists and maps by indentation.</summary>
internal sealed partial class YamlParser
{
    private YamlEvent BlockListEntry()
    {
        switch (scanner.Peek())
        {
            case YamlTokenKind.BlockEntry:
                var behind = TakeIndicator();
                return scanner.Peek() is YamlTokenKind.BlockEntry or YamlTokenKind.BlockEnd
                    ? Empty(behind)
                    : Node(block: true, indentless: false);
            case YamlTokenKind.BlockEnd:
                return Close(YamlEventKind.ListEnd, take: true);
            default:
                throw Fault("did not find expected '-' indicator", Top.Start);
        }
    }

    private YamlEvent IndentlessListEntry()
    {
        if (scanner.Peek() != YamlTokenKind.BlockEntry)
        {
            return Close(YamlEventKind.ListEnd, take: false);
        }

        var behind = TakeIndicator();
        return scanner.Peek() == YamlTokenKind.BlockEntry || EndsPair() ? Empty(behind) : Node(block: true, indentless: false);
    }

    private YamlEvent BlockMapKey()
    {
        switch (scanner.Peek())
        {
            case YamlTokenKind.Key:
                var behind = TakeIndicator();
                Top.Expects = Expectation.BlockMapValue;
                return BlockMapNode(behind);
            case YamlTokenKind.BlockEnd:
                return Close(YamlEventKind.MapEnd, take: true);
            default:
                throw Fault("did not find expected key", Top.Start);
        }
    }

    private YamlEvent BlockMapValue()
    {
        Top.Expects = Expectation.BlockMapKey;
        return scanner.Peek() == YamlTokenKind.Value ? BlockMapNode(TakeIndicator()) : Empty(scanner.Head.Start);
    }

    private YamlEvent BlockMapNode(in YamlMark behind) => EndsPair() ? Empty(behind) : Node(block: true, indentless: true);

    private bool EndsPair() => scanner.Peek() is YamlTokenKind.Key or YamlTokenKind.Value or YamlTokenKind.BlockEnd;

    // The place behind the indicator.
    private YamlMark TakeIndicator()
    {
        var behind = scanner.BehindHead;
        scanner.Take();
        return behind;
    }
}
