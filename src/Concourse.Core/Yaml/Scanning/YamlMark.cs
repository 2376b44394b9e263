using Concourse.Core.Values;

namespace Concourse.Core.Yaml.Scanning;

/// <summary>A place in the text: characters from its beginning, and line and column counted from zero.</summary>
internal readonly record struct YamlMark(int Index, int Line, int Column)
{
    public SourcePosition Position => new(Line + 1, Column + 1);

    /// <summary>The place behind an indicator of one character that stands here.</summary>
    public YamlMark Behind => new(Index + 1, Line, Column + 1);
}
