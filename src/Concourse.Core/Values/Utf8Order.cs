namespace Concourse.Core.Values;

/// <summary>
/// Orders texts by their UTF-8 bytes, as Go sorts map keys. It differs from ordinal (UTF-16) order only where
/// surrogate pairs meet characters from U+E000.
/// </summary>
public sealed class Utf8Order : IComparer<string>
{
    private Utf8Order()
    {
    }

    public static Utf8Order Instance { get; } = new();

    public int Compare(string? x, string? y)
    {
        if (x is null || y is null)
        {
            return string.CompareOrdinal(x, y);
        }

        var common = x.AsSpan().CommonPrefixLength(y);
        if (common == x.Length || common == y.Length)
        {
            return x.Length - y.Length;
        }

        var (a, b) = (x[common], y[common]);
        // A surrogate stands for a character beyond U+FFFF, which sorts after every other one.
        return char.IsSurrogate(a) == char.IsSurrogate(b) ? a - b : char.IsSurrogate(a) ? 1 : -1;
    }
}
