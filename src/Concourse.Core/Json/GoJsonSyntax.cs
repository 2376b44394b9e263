using Concourse.Core.Values;

namespace Concourse.Core.Json;

/// <summary>What upstream says of text that is no JSON: the messages of Go's decoder, which users find in their logs.</summary>
public ref struct GoJsonSyntax
{
    private const string Cut = "unexpected EOF";
    private readonly ReadOnlySpan<byte> text;
    private int at;

    private GoJsonSyntax(ReadOnlySpan<byte> text) => this.text = text;

    private enum Expected
    {
        Value,
        ElementOrEnd,
        KeyOrEnd,
        Key,
        Colon,
        CommaOrEnd,
    }

    private readonly bool AtEnd => at == text.Length;

    /// <summary>What is wrong with the first value of a text: null when nothing is, <c>EOF</c> when there is none.</summary>
    public static string? MistakeIn(ReadOnlySpan<byte> utf8) => utf8.Trim(" \t\r\n"u8).IsEmpty ? "EOF" : new GoJsonSyntax(utf8).Mistake();

    // Values nest on a stack of their own: a script may print any depth.
    private string? Mistake()
    {
        var open = new Stack<byte>();
        var expected = Expected.Value;
        do
        {
            at += text[at..].IndexOfAnyExcept(" \t\r\n"u8) is var blanks and >= 0 ? blanks : text.Length - at;
            if (AtEnd)
            {
                return Cut;
            }

            var c = text[at];
            string? mistake = null;
            switch (expected)
            {
                case Expected.ElementOrEnd when c == ']':
                case Expected.KeyOrEnd when c == '}':
                case Expected.CommaOrEnd when c == (open.Peek() == '{' ? '}' : ']'):
                    at++;
                    open.Pop();
                    expected = Expected.CommaOrEnd;
                    break;
                case Expected.Value or Expected.ElementOrEnd when c is (byte)'{' or (byte)'[':
                    at++;
                    open.Push(c);
                    expected = c == '{' ? Expected.KeyOrEnd : Expected.ElementOrEnd;
                    break;
                case Expected.Value or Expected.ElementOrEnd:
                    mistake = Scalar(c);
                    expected = Expected.CommaOrEnd;
                    break;
                case Expected.KeyOrEnd or Expected.Key:
                    mistake = c == '"' ? Quoted() : Unexpected("looking for beginning of object key string");
                    expected = Expected.Colon;
                    break;
                case Expected.Colon:
                    mistake = c == ':' ? null : Unexpected("after object key");
                    at++;
                    expected = Expected.Value;
                    break;
                case Expected.CommaOrEnd:
                    mistake = c == ',' ? null : Unexpected(open.Peek() == '{' ? "after object key:value pair" : "after array element");
                    at++;
                    expected = open.Peek() == '{' ? Expected.Key : Expected.Value;
                    break;
            }

            if (mistake is not null)
            {
                return mistake;
            }
        }
        while (open.Count > 0);
        return null;
    }

    private string? Scalar(byte first) => first switch
    {
        (byte)'"' => Quoted(),
        (byte)'t' => Literal("true"),
        (byte)'f' => Literal("false"),
        (byte)'n' => Literal("null"),
        (byte)'-' or (>= (byte)'0' and <= (byte)'9') => Number(),
        _ => Unexpected("looking for beginning of value"),
    };

    private string? Literal(string literal)
    {
        foreach (var letter in literal)
        {
            if (AtEnd)
            {
                return Cut;
            }

            if (text[at] != letter)
            {
                return Unexpected($"in literal {literal} (expecting '{letter}')");
            }

            at++;
        }

        return null;
    }

    private string? Quoted()
    {
        at++;
        while (!AtEnd)
        {
            switch (text[at])
            {
                case (byte)'"':
                    at++;
                    return null;
                case (byte)'\\':
                    at++;
                    if (Escape() is { } mistake)
                    {
                        return mistake;
                    }

                    break;
                case < 0x20:
                    return Unexpected("in string literal");
                default:
                    at++;
                    break;
            }
        }

        return Cut;
    }

    private string? Escape()
    {
        if (AtEnd)
        {
            return Cut;
        }

        if (!"bfnrt\\/\"u"u8.Contains(text[at]))
        {
            return Unexpected("in string escape code");
        }

        var digits = text[at++] == 'u' ? 4 : 0;
        for (; digits > 0; digits--, at++)
        {
            if (AtEnd)
            {
                return Cut;
            }

            if (!char.IsAsciiHexDigit((char)text[at]))
            {
                return Unexpected("in \\u hexadecimal character escape");
            }
        }

        return null;
    }

    private string? Number()
    {
        at += text[at] == '-' ? 1 : 0;
        if (!AtEnd && text[at] == '0')
        {
            at++;
        }
        else if (Digits("in numeric literal") is { } mistake)
        {
            return mistake;
        }

        if (!AtEnd && text[at] == '.')
        {
            at++;
            if (Digits("after decimal point in numeric literal") is { } mistake)
            {
                return mistake;
            }
        }

        if (AtEnd || text[at] is not ((byte)'e' or (byte)'E'))
        {
            return null;
        }

        at++;
        at += !AtEnd && text[at] is (byte)'+' or (byte)'-' ? 1 : 0;
        return Digits("in exponent of numeric literal");
    }

    private string? Digits(string place)
    {
        var start = at;
        while (!AtEnd && char.IsAsciiDigit((char)text[at]))
        {
            at++;
        }

        return at > start ? null : AtEnd ? Cut : Unexpected(place);
    }

    // Go names the byte, as if it were a character of Latin-1.
    private readonly string Unexpected(string place)
    {
        var character = text[at] switch
        {
            (byte)'\'' => "\\'",
            (byte)'"' => "\"",
            var c => GoText.Quote(((char)c).ToString())[1..^1],
        };
        return $"invalid character '{character}' {place}";
    }
}
