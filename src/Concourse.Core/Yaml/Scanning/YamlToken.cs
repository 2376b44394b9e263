namespace Concourse.Core.Yaml.Scanning;

/// <summary>
/// A word of YAML. A key is known to be one only when its colon is found, which may be after the tokens of the key itself
/// were made; then <see cref="KeyBefore"/> and <see cref="MapBefore"/> say what stands before this token.
/// </summary>
internal struct YamlToken
{
    public YamlTokenKind Kind;
    public YamlScalarStyle Style;

    /// <summary>Where it begins, and the place of empty nodes that follow it.</summary>
    public YamlMark Start;

    /// <summary>A block map begins before this token.</summary>
    public bool MapBefore;

    /// <summary>This token begins a key.</summary>
    public bool KeyBefore;

    /// <summary>The flow level at which this token may turn out to begin a key; -1: it cannot.</summary>
    public int KeyLevel;

    /// <summary>The text of a scalar, the name of an anchor or alias, the handle of a tag.</summary>
    public string Text;

    /// <summary>The text is the very string that an earlier token had.</summary>
    public bool IsPooled;

    /// <summary>What follows the handle of a tag; the prefix that a directive gives to a handle.</summary>
    public string Suffix;
}
