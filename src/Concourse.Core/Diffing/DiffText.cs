using System.Text;

namespace Concourse.Core.Diffing;

/// <summary>A config diff as text: objects indented two spaces, changed lines pulled back by two backspaces, in colour.</summary>
public static class DiffText
{
    private const string Reset = "\u001b[0m";

    /// <summary>The text as upstream's tools write it.</summary>
    /// <param name="lines">From <see cref="ConfigDiff.Between"/>.</param>
    /// <param name="colour">False leaves out the colour codes.</param>
    public static string Render(IEnumerable<DiffLine> lines, bool colour = true)
    {
        var text = new StringBuilder();
        foreach (var line in lines)
        {
            text.Append(line.Kind switch
            {
                DiffKind.Section => line.Text,
                DiffKind.Heading => "  " + Paint(line.Text, 33, colour),
                DiffKind.Added => $"  \b\b{Paint("+", 32, colour)} {Paint(line.Text, 32, colour)}",
                DiffKind.Removed => $"  \b\b{Paint("-", 31, colour)} {Paint(line.Text, 31, colour)}",
                _ => "  " + line.Text,
            }).Append('\n');
        }

        return text.ToString();
    }

    private static string Paint(string text, int code, bool colour) => colour ? $"\u001b[0;{code}m{text}{Reset}" : text;
}
