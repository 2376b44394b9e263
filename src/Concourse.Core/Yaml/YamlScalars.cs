using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using System.Text.Unicode;
using Concourse.Core.Values;
using Concourse.Core.Yaml.Parsing;
using Concourse.Core.Yaml.Scanning;

namespace Concourse.Core.Yaml;

/// <summary>What scalars mean in YAML 1.1 as upstream reads it (pipeline-config.md §1.1).</summary>
internal static partial class YamlScalars
{
    private const string MergeTag = TagPrefix + "merge";
    private static readonly SearchValues<char> OfDecimalNumbers = SearchValues.Create("0123456789_.eE+-");

    /// <summary>What <c>!!</c> stands for.</summary>
    public const string TagPrefix = "tag:yaml.org,2002:";

    /// <summary>The value of a scalar that is no key.</summary>
    public static Value Resolve(in YamlEvent scalar, MeaningFaults faults)
    {
        var position = scalar.Mark.Position;
        if (!MayBeNumber(scalar) || NotFinite(scalar.Text) is not { } number)
        {
            return Typed(scalar, faults);
        }

        faults.Writing($"json: unsupported value: {number.Json}", position);
        return new NullValue(position);
    }

    /// <summary>The value of a scalar that is a key, which may be any number.</summary>
    public static Value Key(in YamlEvent scalar, MeaningFaults faults) => MayBeNumber(scalar) && NotFinite(scalar.Text) is { } number
        ? new StringValue(number.Key, scalar.Mark.Position)
        : Typed(scalar, faults);

    /// <summary>Whether a scalar is a text beyond doubt: what means something else begins or goes on otherwise.</summary>
    public static bool IsPlainText(in YamlEvent scalar) => scalar.Tag.Length == 0 && scalar.Text.Length > 0
        && (scalar.Text[0] is (>= 'a' and <= 'z' and not ('y' or 't' or 'o' or 'n' or 'f')) or '_' or '/' || IsWord(scalar.Text));

    /// <summary>Whether a key says that the value behind it is to be merged.</summary>
    public static bool IsMerge(in YamlEvent scalar) => scalar.Text == "<<"
        && (scalar.Tag is "!" or MergeTag || (scalar.Tag.Length == 0 && scalar.Style == YamlScalarStyle.Plain));

    /// <summary>Whether a plain scalar of this text would read as a string.</summary>
    public static bool ReadsAsText(string text) => text != "<<" && NotFinite(text) is null && Plain(text, default) is StringValue;

    /// <summary>The value of a plain, untagged scalar.</summary>
    public static Value Plain(string text, SourcePosition position)
    {
        switch (text)
        {
            case "" or "~" or "null" or "Null" or "NULL":
                return new NullValue(position);
            case "y" or "Y" or "yes" or "Yes" or "YES" or "true" or "True" or "TRUE" or "on" or "On" or "ON":
                return new BoolValue(true, position);
            case "n" or "N" or "no" or "No" or "NO" or "false" or "False" or "FALSE" or "off" or "Off" or "OFF":
                return new BoolValue(false, position);
        }

        var first = text[0];
        if (first is not ((>= '0' and <= '9') or '+' or '-' or '.'))
        {
            return new StringValue(text, position);
        }

        return Number(text, position) ?? (Value)new StringValue(text, position);
    }

    private static bool MayBeNumber(in YamlEvent scalar) => scalar.Text.Length is 4 or 5
        && (scalar.Tag == TagPrefix + "float" || (scalar.Tag.Length == 0 && scalar.Style == YamlScalarStyle.Plain));

    private static (string Json, string Key)? NotFinite(string text) => text switch
    {
        ".inf" or ".Inf" or ".INF" or "+.inf" or "+.Inf" or "+.INF" => ("+Inf", ".inf"),
        "-.inf" or "-.Inf" or "-.INF" => ("-Inf", "-.inf"),
        ".nan" or ".NaN" or ".NAN" => ("NaN", ".nan"),
        _ => null,
    };

    private static Value Typed(in YamlEvent scalar, MeaningFaults faults)
    {
        var position = scalar.Mark.Position;
        return scalar.Tag.StartsWith(TagPrefix, StringComparison.Ordinal) ? Tagged(scalar.Tag.AsSpan(TagPrefix.Length), scalar.Text, position, faults)
            : scalar.Tag.Length == 0 && scalar.Style == YamlScalarStyle.Plain ? Plain(scalar.Text, position)
            : new StringValue(scalar.Text, position);
    }

    private static Value Tagged(ReadOnlySpan<char> tag, string text, SourcePosition position, MeaningFaults faults)
    {
        var plain = tag is "null" or "bool" or "int" or "float" ? Plain(text, position) : new StringValue(text, position);
        switch (tag)
        {
            case "binary":
                return Binary(text, position, faults);
            case "null" when plain is NullValue:
            case "bool" when plain is BoolValue:
            case "int" when plain is NumberValue { IsFloat: false }:
            case "float" when plain is NumberValue { IsFloat: true }:
                return plain;
            case "float" when plain is NumberValue whole && Int128.Parse(whole.Text, CultureInfo.InvariantCulture) <= long.MaxValue:
                return new NumberValue(GoNumber.Json(whole.ToDouble()), isFloat: true, position);
            case "null" or "bool" or "int" or "float":
            case "timestamp" when !YamlTimestamp.IsOne(text):
                faults.Decoding($"yaml: cannot decode !!{TypeTag(text)} `{text}` as a !!{tag}", position);
                return plain;
            default:
                return new StringValue(text, position);
        }
    }

    // Line breaks are the only blanks that upstream's decoder ignores.
    private static StringValue Binary(string text, SourcePosition position, MeaningFaults faults)
    {
        var bytes = new byte[text.Length];
        if (text.AsSpan().ContainsAny(' ', '\t') || !Convert.TryFromBase64String(text, bytes, out var count))
        {
            faults.Decoding("yaml: !!binary value contains invalid base64 data", position);
            return new StringValue(text, position);
        }

        return new StringValue(Text(bytes.AsSpan(0, count)), position);
    }

    // Every byte that belongs to no character becomes a replacement character of its own.
    private static string Text(ReadOnlySpan<byte> bytes)
    {
        if (Utf8.IsValid(bytes))
        {
            return Encoding.UTF8.GetString(bytes);
        }

        var text = new StringBuilder(bytes.Length);
        while (!bytes.IsEmpty)
        {
            var valid = Rune.DecodeFromUtf8(bytes, out var rune, out var length) == OperationStatus.Done;
            text.Append(rune.ToString());
            bytes = bytes[(valid ? length : 1)..];
        }

        return text.ToString();
    }

    private static string TypeTag(string text) => NotFinite(text) is not null ? "float" : Plain(text, default) switch
    {
        NullValue => "null",
        BoolValue => "bool",
        NumberValue { IsFloat: false } => "int",
        NumberValue => "float",
        _ => "str",
    };

    private static NumberValue? Number(string text, SourcePosition position)
    {
        if (text.Length > 400 || IsWord(text))
        {
            return null;
        }

        if (IsShortDecimal(text))
        {
            return new NumberValue(text, isFloat: false, position);
        }

        if (IsShortFraction(text))
        {
            return new NumberValue(text, isFloat: true, position);
        }

        if (text[0] == '.' && StrayUnderscore().IsMatch(text))
        {
            return null;
        }

        var plain = text.Replace("_", "", StringComparison.Ordinal);
        if (text[0] != '.' && Integer(plain) is { } whole)
        {
            return new NumberValue(whole.ToString(CultureInfo.InvariantCulture), isFloat: false, position);
        }

        if (!FloatForm().IsMatch(plain))
        {
            return null;
        }

        var number = double.Parse(plain, NumberStyles.Float, CultureInfo.InvariantCulture);
        // Upstream's parser refuses numbers beyond the range, which then stay text.
        return double.IsFinite(number) ? new NumberValue(GoNumber.Json(number), isFloat: true, position) : null;
    }

    // Begins like a decimal number and goes on like none.
    private static bool IsWord(string text) => text[0] is >= '1' and <= '9' && text.AsSpan().ContainsAnyExcept(OfDecimalNumbers);

    private static bool IsShortDecimal(string text) =>
        text.Length <= 18 && !text.AsSpan().ContainsAnyExceptInRange('0', '9') && (text.Length == 1 || text[0] != '0');

    // A float survives so few digits, and this is how it is written in JSON.
    private static bool IsShortFraction(string text)
    {
        var point = text.IndexOf('.', StringComparison.Ordinal);
        return text.Length <= 16 && point > 0 && text[0] is >= '1' and <= '9' && text[^1] is >= '1' and <= '9'
            && !text.AsSpan(0, point).ContainsAnyExceptInRange('0', '9') && !text.AsSpan(point + 1).ContainsAnyExceptInRange('0', '9');
    }

    // Signed 64 bits or unsigned 64 bits, in base 10, 16 (0x), 8 (0 or 0o) or 2 (0b).
    private static Int128? Integer(string plain)
    {
        var negative = plain.StartsWith('-');
        var digits = plain.AsSpan(negative || plain.StartsWith('+') ? 1 : 0);
        var radix = 10;
        if (digits.Length > 1 && digits[0] == '0')
        {
            (radix, var skip) = char.ToLowerInvariant(digits[1]) switch
            {
                'x' => (16, 2),
                'b' => (2, 2),
                'o' => (8, 2),
                _ => (8, 1),
            };
            digits = digits[skip..];
            if (radix == 2 && !negative && digits is ['-' or '+', ..] && plain[0] == '0')
            {
                // Upstream takes a second sign behind 0b.
                negative = digits[0] == '-';
                digits = digits[1..];
            }
        }

        if (digits.IsEmpty || digits.Length > 64)
        {
            return null;
        }

        if (radix == 10 && digits.Length <= 18)
        {
            return long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var small) ? negative ? -small : small : null;
        }

        Int128 value = 0;
        foreach (var c in digits)
        {
            var digit = char.IsAsciiHexDigit(c) ? YamlCharacters.HexDigit(c) : radix;
            if (digit >= radix || value > ulong.MaxValue)
            {
                return null;
            }

            value = (value * radix) + digit;
        }

        value = negative ? -value : value;
        var signed = negative || plain.StartsWith('+');
        return value >= long.MinValue && value <= (signed ? long.MaxValue : ulong.MaxValue) ? value : null;
    }

    [GeneratedRegex(@"\A[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex FloatForm();

    // Behind a leading point underscores must stand between digits.
    [GeneratedRegex(@"(?<![0-9])_|_(?![0-9])", RegexOptions.CultureInvariant)]
    private static partial Regex StrayUnderscore();
}
