using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Concourse.Core.Values;

namespace Concourse.Core.Json;

/// <summary>Reads JSON text into a <see cref="Value"/>, keeping the text of numbers; of duplicate keys the last one counts.</summary>
public static class JsonText
{
    /// <summary>How deep documents may nest; deeper ones are refused before anything can overflow the stack.</summary>
    public const int MaxDepth = 1000;

    private static readonly JsonReaderOptions Options = new() { MaxDepth = MaxDepth };

    /// <exception cref="JsonException">The text is no single JSON value.</exception>
    public static Value Parse(string json) => Parse(Encoding.UTF8.GetBytes(json));

    /// <exception cref="JsonException">The text is no single JSON value.</exception>
    public static Value Parse(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8, Options);
        reader.Read();
        var value = Read(ref reader);
        while (reader.Read())
        {
        }

        return value;
    }

    /// <summary>Reads the first of several values that stand in one text, as upstream reads what programs and files give it.</summary>
    /// <param name="utf8">Bytes that are no UTF-8 read as replacement characters.</param>
    /// <param name="rest">What follows the value.</param>
    /// <exception cref="JsonException">There is no JSON value; upstream's message.</exception>
    public static Value First(ReadOnlySpan<byte> utf8, out ReadOnlySpan<byte> rest)
    {
        var text = Utf8.IsValid(utf8) ? utf8 : Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(utf8));
        try
        {
            var reader = new Utf8JsonReader(text, Options with { AllowMultipleValues = true });
            var value = reader.Read() ? Read(ref reader) : throw new JsonException();
            rest = text[(int)reader.BytesConsumed..];
            return value;
        }
        catch (JsonException e)
        {
            throw new JsonException(GoJsonSyntax.MistakeIn(text) ?? e.Message, e);
        }
    }

    /// <summary>Reads the value at the reader's current token and leaves the reader at its last token.</summary>
    public static Value Read(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                return NullValue.Instance;
            case JsonTokenType.True:
                return BoolValue.True;
            case JsonTokenType.False:
                return BoolValue.False;
            case JsonTokenType.Number:
                return new NumberValue(Encoding.UTF8.GetString(reader.ValueSpan));
            case JsonTokenType.String:
                return new StringValue(reader.GetString()!);
            case JsonTokenType.StartArray:
                var items = new List<Value>();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    items.Add(Read(ref reader));
                }

                return new ListValue(items);
            case JsonTokenType.StartObject:
                var entries = new List<MapEntry>();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
                {
                    var key = reader.GetString()!;
                    reader.Read();
                    entries.Add(new MapEntry(key, Read(ref reader)));
                }

                return new MapValue(entries);
            default:
                throw new JsonException($"unexpected {reader.TokenType} at byte {reader.TokenStartIndex}");
        }
    }
}
