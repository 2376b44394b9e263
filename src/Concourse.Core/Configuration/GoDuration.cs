using System.Buffers;
using System.Globalization;
using System.Numerics;
using System.Text;
using Concourse.Core.Values;

namespace Concourse.Core.Configuration;

/// <summary>
/// A duration in Go's text form: decimal numbers with a unit (<c>ns us µs ms s m h</c>), e.g. <c>1h30m</c>.
/// Nanosecond resolution, about ±292 years.
/// </summary>
public readonly record struct GoDuration(long Nanoseconds) : IComparable<GoDuration>
{
    private const long Microsecond = 1_000;
    private const long Millisecond = 1_000_000;
    private const long Second = 1_000_000_000;
    private const long Minute = 60 * Second;
    private const long Hour = 60 * Minute;
    private static readonly SearchValues<char> NumberStart = SearchValues.Create("0123456789.");

    public static GoDuration From(TimeSpan span) => new(span.Ticks * 100);

    /// <summary>The same span at .NET's resolution of 100 ns, rounded towards zero.</summary>
    public TimeSpan ToTimeSpan() => TimeSpan.FromTicks(Nanoseconds / 100);

    /// <exception cref="FormatException">Upstream's message, e.g. <c>time: invalid duration "x"</c>.</exception>
    public static GoDuration Parse(string text) =>
        TryParse(text, out var duration, out var error) ? duration : throw new FormatException(error);

    /// <summary>Reads a duration; on failure <paramref name="error"/> is upstream's message.</summary>
    public static bool TryParse(string text, out GoDuration duration, out string error)
    {
        duration = default;
        error = $"time: invalid duration {GoText.Quote(text)}";
        var rest = text.AsSpan();
        var negative = rest.StartsWith("-");
        if (rest.StartsWith("-") || rest.StartsWith("+"))
        {
            rest = rest[1..];
        }

        if (rest is "0")
        {
            return true;
        }

        if (rest.IsEmpty)
        {
            return false;
        }

        BigInteger total = 0;
        while (!rest.IsEmpty)
        {
            if (!ReadNumber(ref rest, out var digits, out var scale))
            {
                return false;
            }

            var unitLength = rest.IndexOfAny(NumberStart);
            var unit = unitLength < 0 ? rest : rest[..unitLength];
            if (unit.IsEmpty)
            {
                error = $"time: missing unit in duration {GoText.Quote(text)}";
                return false;
            }

            if (UnitNanoseconds(unit) is not { } size)
            {
                error = $"time: unknown unit {GoText.Quote(unit.ToString())} in duration {GoText.Quote(text)}";
                return false;
            }

            total += digits * size / scale;
            rest = rest[unit.Length..];
        }

        if (total > (negative ? (BigInteger)long.MaxValue + 1 : long.MaxValue))
        {
            return false;
        }

        duration = new GoDuration((long)(negative ? -total : total));
        return true;
    }

    public int CompareTo(GoDuration other) => Nanoseconds.CompareTo(other.Nanoseconds);

    public static bool operator <(GoDuration left, GoDuration right) => left.Nanoseconds < right.Nanoseconds;

    public static bool operator >(GoDuration left, GoDuration right) => left.Nanoseconds > right.Nanoseconds;

    public static bool operator <=(GoDuration left, GoDuration right) => left.Nanoseconds <= right.Nanoseconds;

    public static bool operator >=(GoDuration left, GoDuration right) => left.Nanoseconds >= right.Nanoseconds;

    /// <summary>Go's normalised form: <c>1h0m0s</c>, <c>1m30s</c>, <c>1.5s</c>, <c>200ms</c>, <c>0s</c>.</summary>
    public override string ToString()
    {
        if (Nanoseconds == 0)
        {
            return "0s";
        }

        var sign = Nanoseconds < 0 ? "-" : "";
        var size = (ulong)Math.Abs((decimal)Nanoseconds);
        if (size < (ulong)Second)
        {
            return sign + (size < (ulong)Microsecond ? $"{size}ns"
                : size < (ulong)Millisecond ? Fraction(size, (ulong)Microsecond) + "µs"
                : Fraction(size, (ulong)Millisecond) + "ms");
        }

        var text = new StringBuilder(sign);
        if (size >= (ulong)Hour)
        {
            text.Append(CultureInfo.InvariantCulture, $"{size / (ulong)Hour}h");
        }

        if (size >= (ulong)Minute)
        {
            text.Append(CultureInfo.InvariantCulture, $"{size % (ulong)Hour / (ulong)Minute}m");
        }

        return text.Append(Fraction(size % (ulong)Minute, (ulong)Second)).Append('s').ToString();
    }

    private static bool ReadNumber(ref ReadOnlySpan<char> rest, out BigInteger digits, out BigInteger scale)
    {
        (digits, scale) = (0, 1);
        var any = false;
        var fraction = false;
        while (!rest.IsEmpty && (char.IsAsciiDigit(rest[0]) || (rest[0] == '.' && !fraction)))
        {
            if (rest[0] == '.')
            {
                fraction = true;
            }
            else
            {
                any = true;
                digits = (digits * 10) + (rest[0] - '0');
                scale *= fraction ? 10 : 1;
            }

            rest = rest[1..];
        }

        return any && digits < BigInteger.Pow(10, 40);
    }

    private static long? UnitNanoseconds(ReadOnlySpan<char> unit) => unit switch
    {
        "ns" => 1,
        "us" or "µs" or "μs" => Microsecond,
        "ms" => Millisecond,
        "s" => Second,
        "m" => Minute,
        "h" => Hour,
        _ => null,
    };

    private static string Fraction(ulong value, ulong unit) =>
        ((decimal)value / unit).ToString("0.#########", CultureInfo.InvariantCulture);
}
