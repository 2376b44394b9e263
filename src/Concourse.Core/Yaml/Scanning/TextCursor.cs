using System.Buffers;

namespace Concourse.Core.Yaml.Scanning;

/// <summary>Walks through a text and knows line and column.</summary>
internal sealed class TextCursor(string text)
{
    private int lineStart;

    public int Index { get; private set; }

    /// <summary>Counted from zero.</summary>
    public int Line { get; private set; }

    /// <summary>Counted from zero, in UTF-16 units.</summary>
    public int Column => Index - lineStart;

    public int Length => text.Length;

    public YamlMark Mark => new(Index, Line, Column);

    /// <summary>The character here; at the end <see cref="YamlCharacters.End"/>.</summary>
    public char Current => Index < text.Length ? text[Index] : YamlCharacters.End;

    public ReadOnlySpan<char> Rest => text.AsSpan(Index);

    /// <summary>The character so many places further.</summary>
    public char Peek(int ahead) => Index + ahead < text.Length ? text[Index + ahead] : YamlCharacters.End;

    public ReadOnlySpan<char> Slice(int start, int end) => text.AsSpan(start, end - start);

    /// <summary>Passes characters of this line.</summary>
    public void Skip(int count = 1) => Index += count;

    /// <summary>Passes spaces and tabs.</summary>
    public void SkipBlanks()
    {
        while (YamlCharacters.IsBlank(Current))
        {
            Index++;
        }
    }

    /// <summary>Passes spaces, up to a column.</summary>
    public void SkipSpaces(int toColumn = int.MaxValue)
    {
        while (Current == ' ' && Column < toColumn)
        {
            Index++;
        }
    }

    /// <summary>Passes everything up to the end of the line.</summary>
    public void SkipLine() => SkipUntil(YamlCharacters.Breaks);

    /// <summary>Passes characters of this line up to one of these, and returns them.</summary>
    public ReadOnlySpan<char> SkipUntil(SearchValues<char> stops) => SkipTo(Rest.IndexOfAny(stops));

    /// <summary>Passes characters of this class, and returns them.</summary>
    public ReadOnlySpan<char> SkipWhile(SearchValues<char> characters) => SkipTo(Rest.IndexOfAnyExcept(characters));

    /// <summary>Passes a line break, CR LF counting as one, and returns what it means in a text; nothing at the end.</summary>
    public char? SkipBreak()
    {
        var c = Current;
        if (!YamlCharacters.IsBreak(c))
        {
            return null;
        }

        Index += c == '\r' && Peek(1) == '\n' ? 2 : 1;
        StartLine();
        return c is '\u2028' or '\u2029' ? c : '\n';
    }

    /// <summary>The end of the text ends its last line.</summary>
    public void EndLine()
    {
        if (Column != 0)
        {
            StartLine();
        }
    }

    /// <summary><c>---</c> or <c>...</c> at the beginning of a line, alone or before a blank.</summary>
    public bool AtDocumentIndicator() =>
        Column == 0 && Current is '-' or '.' && Peek(1) == Current && Peek(2) == Current && YamlCharacters.IsBlankOrEnd(Peek(3));

    private void StartLine()
    {
        lineStart = Index;
        Line++;
    }

    // Passes so many characters, or all that are left when nothing was found.
    private ReadOnlySpan<char> SkipTo(int found)
    {
        var passed = found < 0 ? Rest : Rest[..found];
        Index += passed.Length;
        return passed;
    }
}
