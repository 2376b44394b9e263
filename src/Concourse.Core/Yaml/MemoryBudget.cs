using System.Globalization;
using System.Runtime.CompilerServices;
using Concourse.Core.Values;

namespace Concourse.Core.Yaml;

/// <summary>
/// How much memory the values of a document take while it is read. Small texts can mean many values (<c>[[],[],…</c>); upstream
/// would take gigabytes for them, we refuse. Of ordinary YAML ten megabytes take about sixty.
/// </summary>
internal sealed class MemoryBudget
{
    private const long MaxBytes = 80 << 20;

    // An object with a place and one thing to hold.
    private const int Scalar = 40;
    private const int TextHeader = 24;
    private const int Collection = 64;
    private const int Name = 128;
    private long bytes;

    /// <summary>A list or map without what it holds.</summary>
    public void TakeCollection(SourcePosition position) => Take(Collection, position);

    /// <summary>A scalar of its own.</summary>
    public void TakeScalar(SourcePosition position) => Take(Scalar, position);

    /// <summary>A text that nothing else holds.</summary>
    public void TakeText(string text, SourcePosition position) => Take(TextHeader + (sizeof(char) * (long)text.Length), position);

    /// <summary>A name for aliases.</summary>
    public void TakeAnchor(string name, SourcePosition position)
    {
        Take(Name, position);
        TakeText(name, position);
    }

    /// <summary>Places for what a collection holds.</summary>
    public void TakePlaces<T>(int count, SourcePosition position) => Take(Unsafe.SizeOf<T>() * (long)count, position);

    /// <summary>What was collected in these places is copied into the collection, and only then given up.</summary>
    public void Copy<T>(int count, SourcePosition position)
    {
        TakePlaces<T>(count, position);
        bytes -= Unsafe.SizeOf<T>() * (long)count;
    }

    /// <summary>What to say of a document that would take too much.</summary>
    public static YamlSyntaxException Exceeded(SourcePosition position, string reason) => new(
        string.Create(CultureInfo.InvariantCulture, $"yaml: line {Math.Max(1, position.Line)}: document is too large: {reason}"), position);

    private void Take(long more, SourcePosition position)
    {
        if ((bytes += more) > MaxBytes)
        {
            throw Exceeded(position, string.Create(CultureInfo.InvariantCulture, $"its values up to here take more than {MaxBytes >> 20} MiB"));
        }
    }
}
