using Concourse.Core.Values;
using Concourse.Core.Versions;

namespace Fly.Terminals;

/// <summary>Cells that several tables share.</summary>
internal static class Cells
{
    public static Cell NotAvailable { get; } = new("n/a", Style.Faint);

    public static Cell YesNo(bool value) => value ? new Cell("yes", Style.On) : new Cell("no");

    /// <summary>The text, or a faint <c>none</c>.</summary>
    public static Cell TextOrNone(string text) => text.Length > 0 ? new Cell(text) : new Cell("none", Style.Faint);

    /// <summary><c>key:value,key:value</c>, sorted.</summary>
    public static Cell Version(ResourceVersion version) =>
        new(string.Join(',', version.Select(f => $"{f.Key}:{f.Value}").Order(Utf8Order.Instance)));
}
