namespace Concourse.Core.Values;

/// <summary>
/// Where a value stood in the text it was read from: 1-based line and column (in characters).
/// The default value means that the text is unknown, as for values built in memory.
/// </summary>
public readonly record struct SourcePosition(int Line, int Column)
{
    /// <summary>Whether this position names a place.</summary>
    public bool IsKnown => Line > 0;

    /// <summary><c>line:column</c>, or the empty text when unknown.</summary>
    public override string ToString() => IsKnown ? $"{Line}:{Column}" : "";
}
