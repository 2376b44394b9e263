using System.Globalization;

namespace Fly.CommandLine;

/// <summary>Whole numbers read as Go reads them, with its messages.</summary>
internal static class GoInteger
{
    /// <param name="text">Decimal digits, perhaps with a sign.</param>
    /// <param name="function">The Go function that the message names.</param>
    /// <exception cref="FormatException">No number, or one beyond the range of an int.</exception>
    public static int Parse(string text, string function)
    {
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }

        var digits = text.StartsWith('-') || text.StartsWith('+') ? text[1..] : text;
        var reason = digits.Length > 0 && digits.All(char.IsAsciiDigit) ? "value out of range" : "invalid syntax";
        throw new FormatException($"{function}: parsing {Concourse.Core.Values.GoText.Quote(text)}: {reason}");
    }
}
