using Concourse.Core.Configuration;
using Concourse.Core.Values;
using Concourse.Core.Variables;

namespace Fly.Arguments;

/// <summary>Instance vars as users write them: <c>key:yaml,key2:yaml</c> (fly.md §6.2).</summary>
internal static class InstanceVarsText
{
    /// <exception cref="FormatException">Not such pairs.</exception>
    public static MapValue Parse(string text)
    {
        var pairs = new List<KeyValuePair<VarReference, Value>>();
        // As upstream, text behind the last pair that is no pair itself is passed over.
        for (var rest = text; KeyEnd(rest) is { } colon;)
        {
            var key = rest[..colon];
            var end = ValueEnd(rest, colon + 1);
            pairs.Add(new(Reference(key), Value(key, rest[(colon + 1)..end])));
            rest = end < rest.Length ? rest[(end + 1)..] : "";
        }

        return pairs.Count > 0
            ? StaticVariables.Of(pairs).Values
            : throw new FormatException("instance vars should be formatted as <key1:value1>(,<key2:value2>)");
    }

    private static int? KeyEnd(string text)
    {
        var quoted = false;
        foreach (var (i, c) in text.Index())
        {
            if (c == ':' && !quoted)
            {
                return i;
            }

            quoted ^= c == '"';
        }

        return null;
    }

    // The comma that ends a value, outside quotes and brackets; else the end of the text.
    private static int ValueEnd(string text, int start)
    {
        var quote = '\0';
        var depth = 0;
        for (var i = start; i < text.Length; i++)
        {
            var c = text[i];
            if (quote != '\0')
            {
                quote = c == quote ? '\0' : quote;
            }
            else if (c is '"' or '\'')
            {
                quote = c;
            }
            else if (c == ',' && depth == 0)
            {
                return i;
            }
            else
            {
                depth += c is '{' or '[' ? 1 : c is '}' or ']' ? -1 : 0;
            }
        }

        return text.Length;
    }

    private static VarReference Reference(string key)
    {
        try
        {
            return VarReference.Parse(key);
        }
        catch (VarException e)
        {
            throw new FormatException(e.Message, e);
        }
    }

    private static Value Value(string key, string yaml)
    {
        try
        {
            return Numbers.AsText(ConfigReader.Document(yaml));
        }
        catch (ConfigFormatException e)
        {
            throw new FormatException($"invalid value for key '{key}': {e.Message}", e);
        }
    }
}
