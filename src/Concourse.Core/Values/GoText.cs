using System.Globalization;
using System.Text;

namespace Concourse.Core.Values;

/// <summary>Texts quoted as Go's <c>%q</c> does, which upstream's messages show.</summary>
public static class GoText
{
    /// <summary><c>%q</c>, or <c>%+q</c> when <paramref name="ascii"/>: then everything beyond ASCII is escaped too.</summary>
    public static string Quote(string text, bool ascii = false)
    {
        var quoted = new StringBuilder("\"");
        foreach (var rune in text.EnumerateRunes())
        {
            quoted.Append(rune.Value switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\a' => "\\a",
                '\b' => "\\b",
                '\f' => "\\f",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                '\v' => "\\v",
                < 0x20 or 0x7f => $"\\x{rune.Value:x2}",
                > 0x7f and <= 0xffff when ascii || !IsPrintable(rune) => $"\\u{rune.Value:x4}",
                > 0xffff when ascii || !IsPrintable(rune) => $"\\U{rune.Value:x8}",
                _ => rune.ToString(),
            });
        }

        return quoted.Append('"').ToString();
    }

    private static bool IsPrintable(Rune rune) => Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control
        or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.SpaceSeparator);
}
