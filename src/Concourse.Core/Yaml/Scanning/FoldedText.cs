using System.Text;

namespace Concourse.Core.Yaml.Scanning;

/// <summary>
/// Collects the text of a scalar of several lines. Line breaks are held back until it is known what follows them:
/// a single one becomes a space, of several the first is dropped.
/// </summary>
internal sealed class FoldedText
{
    private readonly StringBuilder text = new();
    private char[] breaks = new char[8];
    private int breakCount;
    private int literalEnd;

    /// <summary>Whether a break is held back.</summary>
    public bool HasBreak => breakCount > 0;

    public void Clear()
    {
        text.Clear();
        breakCount = 0;
        literalEnd = 0;
    }

    public void Append(ReadOnlySpan<char> piece) => text.Append(piece);

    /// <summary>Appends what an escape stands for, which is never trimmed.</summary>
    public void AppendLiteral(Rune rune)
    {
        Span<char> units = stackalloc char[2];
        text.Append(units[..rune.EncodeToUtf16(units)]);
        literalEnd = text.Length;
    }

    public void AppendLiteral(char c)
    {
        text.Append(c);
        literalEnd = text.Length;
    }

    /// <summary>Takes away the blanks at the end, which a line break swallows.</summary>
    public void TrimBlanks()
    {
        var length = text.Length;
        while (length > literalEnd && YamlCharacters.IsBlank(text[length - 1]))
        {
            length--;
        }

        text.Length = length;
    }

    public void HoldBreak(char lineBreak)
    {
        if (breakCount == breaks.Length)
        {
            Array.Resize(ref breaks, breakCount * 2);
        }

        breaks[breakCount++] = lineBreak;
    }

    /// <summary>Folds the breaks held back into the text.</summary>
    public void Fold()
    {
        if (breakCount == 0)
        {
            return;
        }

        if (breaks[0] != '\n')
        {
            KeepBreaks();
        }
        else if (breakCount == 1)
        {
            text.Append(' ');
        }
        else
        {
            text.Append(breaks.AsSpan(1, breakCount - 1));
        }

        literalEnd = text.Length;
        breakCount = 0;
    }

    /// <summary>Appends the breaks held back as they are.</summary>
    public void KeepBreaks() => KeepBreaks(breakCount);

    /// <summary>Appends the first of the breaks held back as they are, and forgets the others.</summary>
    public void KeepBreaks(int count)
    {
        text.Append(breaks.AsSpan(0, count));
        literalEnd = text.Length;
        breakCount = 0;
    }

    public override string ToString() => text.ToString();
}
