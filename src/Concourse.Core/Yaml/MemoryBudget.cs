using System.Globalization;
using Concourse.Core.Values;

namespace Concourse.Core.Yaml;

/// <summary>
/// How much memory the values of a document may take. Small texts can mean many values (<c>[[],[],…</c>); upstream would take
/// gigabytes for them, we refuse. A real configuration of ten megabytes stays far below.
/// </summary>
internal sealed class MemoryBudget
{
    private const long MaxBytes = 128 << 20;
    private const int Object = 40;
    private const int TextHeader = 24;
    private const int Collection = 104;
    private const int Place = 16;
    private const int Pair = 48;
    private const int Name = 128;
    private long bytes;

    /// <summary>A list or map.</summary>
    public void Take(SourcePosition position) => Take(Collection + Place, position);

    /// <summary>A scalar; one that is shared takes but its place.</summary>
    public void Take(string text, bool shared, SourcePosition position) =>
        Take(shared ? Place : Place + Object + TextHeader + (sizeof(char) * text.Length), position);

    /// <summary>A key and the place of its value.</summary>
    public void TakeKey(string text, SourcePosition position) => Take(Pair + TextHeader + (sizeof(char) * text.Length), position);

    /// <summary>A name for aliases.</summary>
    public void TakeAnchor(string name, SourcePosition position) => Take(Name + TextHeader + (sizeof(char) * name.Length), position);

    /// <summary>An entry that was merged from another map.</summary>
    public void TakeMerged(int entries, SourcePosition position) => Take(Pair * (long)entries, position);

    private void Take(long more, SourcePosition position)
    {
        if ((bytes += more) > MaxBytes)
        {
            throw new YamlSyntaxException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"yaml: line {Math.Max(1, position.Line)}: document is too large: its values up to here take more than {MaxBytes >> 20} MiB"),
                position);
        }
    }
}
