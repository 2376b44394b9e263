using System.Text;

namespace Concourse.Core.Yaml;

/// <summary>Text being written, with the column at which it stands.</summary>
internal sealed class YamlOutput
{
    private readonly StringBuilder text = new();
    private bool ended;

    /// <summary>Characters since the last line break.</summary>
    public int Column { get; private set; }

    public void Write(string piece)
    {
        text.Append(piece);
        Column += piece.EnumerateRunes().Count();
    }

    public void Indent(int columns)
    {
        text.Append(' ', columns);
        Column += columns;
    }

    /// <summary>Ends the line, unless the break at the end of a block scalar has done so.</summary>
    public void EndLine()
    {
        if (!ended)
        {
            Break('\n');
        }

        ended = false;
    }

    /// <summary>Ends the line with a break that belongs to a text.</summary>
    /// <param name="lineBreak">The break.</param>
    /// <param name="last">Whether the text ends with it.</param>
    public void Break(char lineBreak, bool last = false)
    {
        text.Append(lineBreak);
        Column = 0;
        ended = last;
    }

    public override string ToString() => text.ToString();
}
