using System.Globalization;
using System.Text;

namespace Concourse.Core.Yaml;

/// <summary>
/// The order in which upstream's YAML library prints keys: letters by code point and behind everything else, runs of
/// digits by their number.
/// </summary>
internal sealed class YamlKeyOrder : IComparer<string>
{
    public static YamlKeyOrder Instance { get; } = new();

    public int Compare(string? x, string? y)
    {
        var a = (x ?? "").EnumerateRunes().ToArray();
        var b = (y ?? "").EnumerateRunes().ToArray();
        var i = 0;
        while (i < a.Length && i < b.Length && a[i] == b[i])
        {
            i++;
        }

        if (i == a.Length || i == b.Length)
        {
            return a.Length - b.Length;
        }

        var (letterA, letterB) = (Rune.IsLetter(a[i]), Rune.IsLetter(b[i]));
        if (letterA != letterB)
        {
            return letterA ? 1 : -1;
        }

        if (letterA)
        {
            return a[i].Value - b[i].Value;
        }

        // Where a number has begun before and one side goes on with a zero, more digits mean a larger number.
        var begun = (a[i].Value == '0' || b[i].Value == '0') && HasDigitBefore(a, i) ? 1L : 0L;
        var (numberA, endA) = Number(a, i, begun);
        var (numberB, endB) = Number(b, i, begun);
        return numberA != numberB ? numberA.CompareTo(numberB) : endA != endB ? endA - endB : a[i].Value - b[i].Value;
    }

    private static bool HasDigitBefore(Rune[] text, int i)
    {
        for (var j = i - 1; j >= 0 && Rune.IsDigit(text[j]); j--)
        {
            if (text[j].Value != '0')
            {
                return true;
            }
        }

        return false;
    }

    private static (long Number, int End) Number(Rune[] text, int i, long start)
    {
        var number = start;
        while (i < text.Length && Rune.IsDigit(text[i]))
        {
            number = unchecked((number * 10) + (long)CharUnicodeInfo.GetNumericValue(text[i].ToString(), 0));
            i++;
        }

        return (number, i);
    }
}
