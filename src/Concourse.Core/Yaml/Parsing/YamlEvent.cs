using Concourse.Core.Yaml.Scanning;

namespace Concourse.Core.Yaml.Parsing;

/// <summary>What a document consists of, in the order of its text.</summary>
internal enum YamlEventKind : byte
{
    Scalar,
    Alias,
    ListStart,
    ListEnd,
    MapStart,
    MapEnd,

    /// <summary>The document is complete, or there is none.</summary>
    DocumentEnd,
}

/// <summary>One piece of a document.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Mark">Where it begins, its anchor and tag included.</param>
/// <param name="Text">The text of a scalar, the name of an alias.</param>
/// <param name="Style">How a scalar is written.</param>
/// <param name="Anchor">The name by which aliases mean this node.</param>
/// <param name="Tag">The tag with its handle replaced; empty: none.</param>
/// <param name="IsPooled">Whether an earlier scalar holds the same string.</param>
internal readonly record struct YamlEvent(
    YamlEventKind Kind, YamlMark Mark, string Text = "", YamlScalarStyle Style = default, string? Anchor = null, string Tag = "",
    bool IsPooled = false);
