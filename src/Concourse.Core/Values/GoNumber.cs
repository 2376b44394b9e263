using System.Globalization;
using System.Text;

namespace Concourse.Core.Values;

/// <summary>Floating-point numbers in the text forms of the reference (database.md §5.1, pipeline-config.md §1.1).</summary>
internal static class GoNumber
{
    /// <summary>Shortest form that reads back the same; an exponent only below 1e-6 and from 1e21 (<c>1e+21</c>, <c>1e-7</c>).</summary>
    public static string Json(double number)
    {
        if (number == 0)
        {
            return Zero(number);
        }

        var magnitude = Math.Abs(number);
        var (digits, exponent) = Shortest(number.ToString("R", CultureInfo.InvariantCulture));
        return Layout(number < 0, digits, exponent, exponential: magnitude is < 1e-6 or >= 1e21, exponentDigits: 1);
    }

    /// <summary>The 32-bit shortest <c>%g</c> form in which a number becomes the text of a plain string field.</summary>
    public static string Single(double number)
    {
        var single = (float)number;
        return single == 0 ? Zero(number) : General(single < 0, single.ToString("R", CultureInfo.InvariantCulture));
    }

    /// <summary>The <c>%v</c> form in which upstream's messages show a number.</summary>
    public static string Display(double number) =>
        number == 0 ? Zero(number) : General(number < 0, number.ToString("R", CultureInfo.InvariantCulture));

    private static string Zero(double number) => double.IsNegative(number) ? "-0" : "0";

    private static string General(bool negative, string roundTrip)
    {
        var (digits, exponent) = Shortest(roundTrip);
        return Layout(negative, digits, exponent, exponential: exponent is < -4 or >= 6, exponentDigits: 2);
    }

    // Significant digits and the decimal exponent of the first one, from .NET's shortest round-trip form.
    private static (string Digits, int Exponent) Shortest(string roundTrip)
    {
        var text = roundTrip.TrimStart('-');
        var shift = 0;
        var e = text.IndexOf('E', StringComparison.Ordinal);
        if (e >= 0)
        {
            shift = int.Parse(text.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
            text = text[..e];
        }

        var point = text.IndexOf('.', StringComparison.Ordinal);
        var whole = point < 0 ? text : text[..point];
        var all = point < 0 ? text : whole + text[(point + 1)..];
        var leading = all.Length - all.TrimStart('0').Length;
        return (all.Trim('0'), whole.Length - 1 - leading + shift);
    }

    private static string Layout(bool negative, string digits, int exponent, bool exponential, int exponentDigits)
    {
        var text = new StringBuilder(negative ? "-" : "");
        if (exponential)
        {
            text.Append(digits[0]);
            if (digits.Length > 1)
            {
                text.Append('.').Append(digits, 1, digits.Length - 1);
            }

            var size = Math.Abs(exponent).ToString(CultureInfo.InvariantCulture).PadLeft(exponentDigits, '0');
            return text.Append('e').Append(exponent < 0 ? '-' : '+').Append(size).ToString();
        }

        if (exponent < 0)
        {
            return text.Append("0.").Append('0', -exponent - 1).Append(digits).ToString();
        }

        if (digits.Length <= exponent + 1)
        {
            return text.Append(digits).Append('0', exponent + 1 - digits.Length).ToString();
        }

        return text.Append(digits, 0, exponent + 1).Append('.').Append(digits, exponent + 1, digits.Length - exponent - 1).ToString();
    }
}
