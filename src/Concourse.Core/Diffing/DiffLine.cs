namespace Concourse.Core.Diffing;

/// <summary>What a line of a config diff is.</summary>
public enum DiffKind
{
    /// <summary>Name of a section, e.g. <c>jobs:</c>.</summary>
    Section,

    /// <summary>What happened to one object, e.g. <c>job x has changed:</c>.</summary>
    Heading,

    /// <summary>A line on both sides.</summary>
    Common,

    /// <summary>A line only in the old config.</summary>
    Removed,

    /// <summary>A line only in the new config.</summary>
    Added,
}

/// <summary>One line of a config diff, without colours or indentation.</summary>
public readonly record struct DiffLine(DiffKind Kind, string Text);
