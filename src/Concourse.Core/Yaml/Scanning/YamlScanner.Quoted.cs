using System.Buffers;
using System.Text;

namespace Concourse.Core.Yaml.Scanning;

/// <summary>Scalars in single and double quotes.</summary>
internal sealed partial class YamlScanner
{
    private void SingleQuoted() => Quoted(YamlScalarStyle.SingleQuoted, '\'', YamlCharacters.SingleQuotedStops);

    private void DoubleQuoted() => Quoted(YamlScalarStyle.DoubleQuoted, '"', YamlCharacters.DoubleQuotedStops);

    private void Quoted(YamlScalarStyle style, char quote, SearchValues<char> stops)
    {
        var level = NoteKey();
        keyAllowed = false;
        var start = cursor.Mark;
        cursor.Skip();
        var text = QuotedText(start, quote, stops, out var pooled);
        ref var token = ref queue.Add(YamlTokenKind.Scalar, start);
        token.Style = style;
        token.Text = text;
        token.IsPooled = pooled;
        token.KeyLevel = level;
    }

    private string QuotedText(in YamlMark start, char quote, SearchValues<char> stops, out bool pooled)
    {
        pooled = false;
        var simple = cursor.SkipUntil(stops);
        if (cursor.Current == quote && (quote == '"' || cursor.Peek(1) != quote))
        {
            cursor.Skip();
            return pool.Get(simple, out pooled);
        }

        folded.Clear();
        folded.Append(simple);
        while (!QuoteEnds(start, quote))
        {
            folded.Append(cursor.SkipUntil(stops));
        }

        return folded.ToString();
    }

    // Passes what stopped the walk: the closing quote, an escape or line breaks.
    private bool QuoteEnds(in YamlMark start, char quote)
    {
        var c = cursor.Current;
        if (c == quote)
        {
            cursor.Skip();
            if (quote == '"' || cursor.Current != quote)
            {
                return true;
            }

            cursor.Skip();
            folded.AppendLiteral('\'');
            return false;
        }

        if (YamlCharacters.IsBreak(c))
        {
            folded.TrimBlanks();
            SkipQuotedBreaks();
            folded.Fold();
        }
        else if (c == '\\' && YamlCharacters.IsBreak(cursor.Peek(1)))
        {
            // An escaped break is none; the blanks before it stay, those behind it do not.
            cursor.Skip();
            cursor.SkipBreak();
            SkipQuotedBreaks();
            folded.KeepBreaks();
        }
        else if (c == '\\')
        {
            Escape(start);
        }

        if (cursor.AtDocumentIndicator())
        {
            throw Fault("found unexpected document indicator", start);
        }

        return cursor.Index < cursor.Length ? false : throw Fault("found unexpected end of stream", start);
    }

    private void SkipQuotedBreaks()
    {
        cursor.SkipBlanks();
        while (cursor.SkipBreak() is { } lineBreak)
        {
            folded.HoldBreak(lineBreak);
            cursor.SkipBlanks();
        }
    }

    private void Escape(in YamlMark start)
    {
        char? plain = cursor.Peek(1) switch
        {
            '0' => '\0',
            'a' => '\a',
            'b' => '\b',
            't' or '\t' => '\t',
            'n' => '\n',
            'v' => '\v',
            'f' => '\f',
            'r' => '\r',
            'e' => '\e',
            ' ' => ' ',
            '"' => '"',
            '\'' => '\'',
            '\\' => '\\',
            'N' => '\u0085',
            '_' => '\u00a0',
            'L' => '\u2028',
            'P' => '\u2029',
            'x' or 'u' or 'U' => null,
            _ => throw Fault("found unknown escape character", start),
        };
        if (plain is { } c)
        {
            cursor.Skip(2);
            folded.AppendLiteral(c);
        }
        else
        {
            folded.AppendLiteral(Code(start));
        }
    }

    private Rune Code(in YamlMark start)
    {
        var digits = cursor.Peek(1) switch { 'x' => 2, 'u' => 4, _ => 8 };
        cursor.Skip(2);
        uint code = 0;
        for (var i = 0; i < digits; i++)
        {
            var digit = cursor.Peek(i);
            code = char.IsAsciiHexDigit(digit)
                ? (code << 4) + (uint)YamlCharacters.HexDigit(digit)
                : throw Fault("did not find expected hexdecimal number", start);
        }

        if (!Rune.TryCreate(code, out var rune))
        {
            throw Fault("found invalid Unicode character escape code", start);
        }

        cursor.Skip(digits);
        return rune;
    }
}
