using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Concourse.Core.Yaml;

/// <summary>Writes texts in the style upstream's YAML library would choose: plain, single-quoted, double-quoted or literal.</summary>
internal static partial class YamlScalarText
{
    private const int BestWidth = 80;
    private static readonly SearchValues<char> Breaks = SearchValues.Create("\n\r\u0085\u2028\u2029");

    /// <summary>Whether a key may stand before its colon on one line.</summary>
    public static bool IsSimpleKey(string key) => key.AsSpan().IndexOfAny(Breaks) < 0 && Encoding.UTF8.GetByteCount(key) <= 128;

    public static void Write(YamlOutput output, string text, int indent, bool isKey)
    {
        var traits = YamlTextTraits.Of(text);
        if (text.Contains('\n'))
        {
            if (traits.BlockAllowed && !isKey)
            {
                Literal(output, text, indent + 2);
            }
            else
            {
                DoubleQuoted(output, text, indent + 2, !isKey);
            }

            return;
        }

        var readsAsText = text.Length > 0 && ReadsAsText(text);
        if (readsAsText && traits.PlainAllowed)
        {
            Plain(output, text, indent + 2, !isKey);
        }
        else if (readsAsText && traits.SingleQuotedAllowed)
        {
            SingleQuoted(output, text, indent + 2, !isKey);
        }
        else
        {
            DoubleQuoted(output, text, indent + 2, !isKey);
        }
    }

    // Texts that look like dates or base-60 numbers are quoted for other readers' sake.
    private static bool ReadsAsText(string text)
    {
        try
        {
            return YamlScalars.ReadsAsText(text) && !Base60().IsMatch(text) && !Date().IsMatch(text);
        }
        catch (YamlSyntaxException)
        {
            return false;
        }
    }

    private static void Plain(YamlOutput output, string text, int indent, bool mayFold) =>
        Folded(output, text, indent, mayFold, "", "", allowEnds: true);

    private static void SingleQuoted(YamlOutput output, string text, int indent, bool mayFold) =>
        Folded(output, text.Replace("'", "''", StringComparison.Ordinal), indent, mayFold, "'", "'", allowEnds: false);

    private static void Folded(YamlOutput output, string text, int indent, bool mayFold, string open, string close, bool allowEnds)
    {
        output.Write(open);
        var start = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var lone = text[i] == ' ' && (i == 0 || text[i - 1] != ' ') && (i + 1 == text.Length || text[i + 1] != ' ');
            if (!mayFold || !lone || (!allowEnds && (i == 0 || i == text.Length - 1)))
            {
                continue;
            }

            output.Write(text[start..i]);
            start = i;
            if (output.Column > BestWidth)
            {
                output.EndLine();
                output.Indent(indent);
                start = i + 1;
            }
        }

        output.Write(text[start..]);
        output.Write(close);
    }

    private static void DoubleQuoted(YamlOutput output, string text, int indent, bool mayFold)
    {
        output.Write("\"");
        var position = 0;
        var spaces = false;
        foreach (var rune in text.EnumerateRunes())
        {
            var last = position + rune.Utf16SequenceLength == text.Length;
            if (rune.Value == ' ' && mayFold && !spaces && output.Column > BestWidth && position > 0 && !last)
            {
                output.EndLine();
                output.Indent(indent);
                output.Write(text[position + 1] == ' ' ? "\\" : "");
            }
            else
            {
                output.Write(Escape(rune));
            }

            spaces = rune.Value == ' ';
            position += rune.Utf16SequenceLength;
        }

        output.Write("\"");
    }

    private static void Literal(YamlOutput output, string text, int indent)
    {
        var indicator = text[0] is ' ' || Breaks.Contains(text[0]) ? "2" : "";
        var ends = Breaks.Contains(text[^1]);
        var chomping = !ends ? "-" : text.Length == 1 || Breaks.Contains(text[^2]) ? "+" : "";
        output.Write($"|{indicator}{chomping}");
        output.Break('\n');
        for (var start = 0; start < text.Length;)
        {
            var length = text.AsSpan(start).IndexOfAny(Breaks);
            var line = length < 0 ? text[start..] : text.Substring(start, length);
            if (line.Length > 0)
            {
                output.Indent(indent);
                output.Write(line);
            }

            start += line.Length + 1;
            if (length >= 0)
            {
                output.Break(text[start - 1], last: start == text.Length);
            }
        }
    }

    private static string Escape(Rune rune) => rune.Value switch
    {
        0x00 => "\\0",
        0x07 => "\\a",
        0x08 => "\\b",
        0x09 => "\\t",
        0x0a => "\\n",
        0x0b => "\\v",
        0x0c => "\\f",
        0x0d => "\\r",
        0x1b => "\\e",
        '"' => "\\\"",
        '\\' => "\\\\",
        0x85 => "\\N",
        0xa0 => "\\_",
        0x2028 => "\\L",
        0x2029 => "\\P",
        < 0x20 or (>= 0x7f and <= 0xff and < 0xa0) => string.Create(CultureInfo.InvariantCulture, $"\\x{rune.Value:X2}"),
        0xfeff => "\\uFEFF",
        _ => rune.ToString(),
    };

    [GeneratedRegex(@"\A[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Base60();

    [GeneratedRegex(@"\A\d{4}-\d{1,2}-\d{1,2}(?:(?:[Tt]\d{1,2}:\d{1,2}:\d{1,2}(?:\.\d+)?(?:Z|[-+]\d{2}:\d{2}))|(?: \d{1,2}:\d{1,2}:\d{1,2}(?:\.\d+)?))?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Date();
}
