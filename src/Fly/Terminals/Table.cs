using System.Text;

namespace Fly.Terminals;

/// <summary>A cell of a table; its style is seen on terminals only.</summary>
internal readonly record struct Cell(string Text, Style? Style = null)
{
    public static implicit operator Cell(string text) => new(text);
}

/// <summary>
/// A table as upstream prints it: columns as wide as their longest cell in bytes, every cell padded, two spaces between
/// (fly.md §7).
/// </summary>
internal sealed class Table(params IReadOnlyList<string> headers)
{
    private readonly List<IReadOnlyList<Cell>> rows = [];

    public void Add(params IReadOnlyList<Cell> cells) => rows.Add(cells);

    /// <param name="terminal">Where to print.</param>
    /// <param name="printHeaders">Print the headers although the output is no terminal.</param>
    public void Print(Terminal terminal, bool printHeaders)
    {
        var shown = new List<IReadOnlyList<Cell>>();
        if (printHeaders || terminal.OutIsTerminal)
        {
            shown.Add([.. headers.Select(h => new Cell(h, Style.Bold))]);
        }

        shown.AddRange(rows);
        if (shown.Count == 0)
        {
            return;
        }

        var widths = Enumerable.Range(0, headers.Count).Select(i => shown.Max(r => Width(r[i]))).ToArray();
        var text = new StringBuilder();
        foreach (var row in shown)
        {
            foreach (var (i, cell) in row.Index())
            {
                text.Append(i > 0 ? "  " : "");
                text.Append(terminal.OutIsTerminal && cell.Style is { } style ? style.Paint(cell.Text) : cell.Text);
                text.Append(' ', widths[i] - Width(cell));
            }

            text.Append('\n');
        }

        terminal.Out.Write(text);
    }

    private static int Width(Cell cell) => Encoding.UTF8.GetByteCount(cell.Text);
}
