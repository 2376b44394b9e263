namespace Fly.Terminals;

/// <summary>Cells that several tables share.</summary>
internal static class Cells
{
    public static Cell NotAvailable { get; } = new("n/a", Style.Faint);

    public static Cell None { get; } = new("none", Style.Faint);

    public static Cell YesNo(bool value) => value ? new Cell("yes", Style.On) : new Cell("no");
}
