using System.Globalization;
using System.Text;

namespace Fly.CommandLine;

/// <summary>Reads Go's double-quoted text literals, as flag values may be written.</summary>
internal static class GoLiteral
{
    /// <exception cref="FormatException">Not a whole literal.</exception>
    public static string Unquote(string literal)
    {
        if (literal.Length < 2 || literal[0] != '"' || literal[^1] != '"')
        {
            throw Invalid();
        }

        var bytes = new List<byte>();
        var inside = literal.AsSpan(1, literal.Length - 2);
        while (!inside.IsEmpty)
        {
            var escape = inside.IndexOfAny('\\', '"', '\n');
            var plain = escape < 0 ? inside : inside[..escape];
            bytes.AddRange(Encoding.UTF8.GetBytes(plain.ToArray()));
            inside = inside[plain.Length..];
            if (!inside.IsEmpty)
            {
                inside = Escape(inside, bytes);
            }
        }

        return Encoding.UTF8.GetString([.. bytes]);
    }

    private static ReadOnlySpan<char> Escape(ReadOnlySpan<char> text, List<byte> bytes)
    {
        if (text[0] != '\\' || text.Length < 2)
        {
            throw Invalid();
        }

        var simple = "a\ab\bf\fn\nr\rt\tv\v\\\\\"\"";
        for (var i = 0; i < simple.Length; i += 2)
        {
            if (text[1] == simple[i])
            {
                bytes.Add((byte)simple[i + 1]);
                return text[2..];
            }
        }

        var (start, length, hex) = text[1] switch
        {
            'x' => (2, 2, true),
            'u' => (2, 4, true),
            'U' => (2, 8, true),
            >= '0' and <= '7' => (1, 3, false),
            _ => throw Invalid(),
        };
        if (text.Length < start + length || !TryCode(text.Slice(start, length), hex, out var code))
        {
            throw Invalid();
        }

        if (text[1] is 'u' or 'U')
        {
            bytes.AddRange(Encoding.UTF8.GetBytes(Rune.IsValid(code) ? new Rune(code).ToString() : throw Invalid()));
        }
        else
        {
            bytes.Add(code <= byte.MaxValue ? (byte)code : throw Invalid());
        }

        return text[(start + length)..];
    }

    private static bool TryCode(ReadOnlySpan<char> digits, bool hex, out int code)
    {
        code = 0;
        if (hex)
        {
            return int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out code);
        }

        foreach (var digit in digits)
        {
            if (digit is < '0' or > '7')
            {
                return false;
            }

            code = (code * 8) + (digit - '0');
        }

        return true;
    }

    private static FormatException Invalid() => new("invalid syntax");
}
