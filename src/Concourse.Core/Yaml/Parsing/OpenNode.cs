using Concourse.Core.Yaml.Scanning;

namespace Concourse.Core.Yaml.Parsing;

/// <summary>A collection whose end has not been parsed yet, and what it expects next.</summary>
internal struct OpenNode
{
    public Expectation Expects;

    public YamlMark Start;
}

/// <summary>What may come next in an open collection.</summary>
internal enum Expectation : byte
{
    BlockListEntry,

    /// <summary>Entries at the column of the key that the list belongs to: no token ends it.</summary>
    IndentlessListEntry,
    BlockMapKey,
    BlockMapValue,
    FlowListFirstEntry,
    FlowListEntry,
    FlowMapFirstKey,
    FlowMapKey,
    FlowMapValue,

    /// <summary>A key without colon: its value is empty.</summary>
    FlowMapNoValue,

    /// <summary>A map of a single pair that stands in a flow list without braces.</summary>
    PairKey,
    PairValue,
    PairEnd,
}
