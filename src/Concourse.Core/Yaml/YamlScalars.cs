using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.RegularExpressions;
using Concourse.Core.Values;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Concourse.Core.Yaml;

/// <summary>What scalars mean in YAML 1.1 as upstream reads it (pipeline-config.md §1.1).</summary>
internal static partial class YamlScalars
{
    private const string TagPrefix = "tag:yaml.org,2002:";

    /// <exception cref="YamlSyntaxException">An explicit tag does not fit the text, or the number is none of JSON's.</exception>
    public static Value Resolve(Scalar scalar, SourcePosition position)
    {
        var tag = scalar.Tag.IsEmpty || scalar.Tag.IsNonSpecific ? "" : scalar.Tag.Value;
        if (tag.Length == 0)
        {
            return scalar.Style == ScalarStyle.Plain ? Plain(scalar.Value, position) : new StringValue(scalar.Value, position);
        }

        return tag.StartsWith(TagPrefix, StringComparison.Ordinal)
            ? Tagged(tag[TagPrefix.Length..], scalar.Value, position)
            : new StringValue(scalar.Value, position);
    }

    /// <summary>Whether a plain scalar of this text would read as a string.</summary>
    public static bool ReadsAsText(string text) => text != "<<" && Plain(text, default) is StringValue;

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

        if (Special(text) is { } special)
        {
            throw new YamlSyntaxException($"json: unsupported value: {special}", position);
        }

        return Number(text, position) ?? (Value)new StringValue(text, position);
    }

    private static Value Tagged(string tag, string text, SourcePosition position)
    {
        var plain = Plain(text, position);
        switch (tag)
        {
            case "str":
                return new StringValue(text, position);
            case "binary":
                try
                {
                    return new StringValue(Encoding.UTF8.GetString(Convert.FromBase64String(text)), position);
                }
                catch (FormatException)
                {
                    throw new YamlSyntaxException("yaml: !!binary value contains invalid base64 data", position);
                }

            case "null" when plain is NullValue:
            case "bool" when plain is BoolValue:
            case "int" when plain is NumberValue { IsFloat: false }:
            case "float" when plain is NumberValue { IsFloat: true }:
                return plain;
            case "float" when plain is NumberValue whole:
                return new NumberValue(GoNumber.Json(whole.ToDouble()), isFloat: true, position);
            case "timestamp":
                return new StringValue(text, position);
            case "null" or "bool" or "int" or "float":
                throw new YamlSyntaxException($"yaml: cannot decode !!{TypeTag(plain)} `{text}` as a !!{tag}", position);
            default:
                return new StringValue(text, position);
        }
    }

    private static string TypeTag(Value value) => value switch
    {
        NullValue => "null",
        BoolValue => "bool",
        NumberValue { IsFloat: false } => "int",
        NumberValue => "float",
        _ => "str",
    };

    private static string? Special(string text) => text switch
    {
        ".inf" or ".Inf" or ".INF" or "+.inf" or "+.Inf" or "+.INF" => "+Inf",
        "-.inf" or "-.Inf" or "-.INF" => "-Inf",
        ".nan" or ".NaN" or ".NAN" => "NaN",
        _ => null,
    };

    private static NumberValue? Number(string text, SourcePosition position)
    {
        if (text.Length > 400)
        {
            return null;
        }

        var plain = text[0] == '.' ? text : text.Replace("_", "", StringComparison.Ordinal);
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
        return double.IsInfinity(number) ? null : new NumberValue(GoNumber.Json(number), isFloat: true, position);
    }

    // Signed 64 bits or unsigned 64 bits, in base 10, 16 (0x), 8 (0 or 0o) or 2 (0b).
    private static BigInteger? Integer(string plain)
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
        }

        if (digits.IsEmpty || digits.Length > 64)
        {
            return null;
        }

        if (radix == 10 && digits.Length <= 18)
        {
            return long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var small) ? negative ? -small : small : null;
        }

        BigInteger value = 0;
        foreach (var c in digits)
        {
            var digit = char.IsAsciiHexDigit(c) ? Convert.ToInt32(c.ToString(), 16) : radix;
            if (digit >= radix)
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
}
