using System.Text;

namespace Concourse.Core.Yaml;

/// <summary>Text being written, with the column at which it stands.</summary>
internal sealed class YamlOutput
{
    private readonly StringBuilder text = new();

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

    public void EndLine()
    {
        text.Append('\n');
        Column = 0;
    }

    public override string ToString() => text.ToString();
}
