using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Concourse.Core.Values;

namespace Concourse.Core.Json;

/// <summary>
/// Reads JSON text into a <see cref="Value"/>, keeping the text of numbers; of duplicate keys the last one counts. Without
/// recursion.
/// </summary>
public static class JsonText
{
    /// <summary>
    /// How deep documents may nest. Upstream stops at ten thousand levels, also where it reads back what it wrote, although a
    /// plan has several levels for one of its pipeline. We read whatever we write.
    /// </summary>
    public const int MaxDepth = 200_000;

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
        var open = new Stack<OpenCollection>();
        while (true)
        {
            var value = Begin(ref reader, open);
            while (value is not null)
            {
                if (open.Count == 0)
                {
                    return value;
                }

                open.Peek().Add(value);
                value = Next(ref reader, open.Peek()) ? null : open.Pop().Close();
            }
        }
    }

    // The value at this token, or null: it was a collection, and the reader stands at its first value.
    private static Value? Begin(ref Utf8JsonReader reader, Stack<OpenCollection> open)
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
            case JsonTokenType.StartArray or JsonTokenType.StartObject:
                var collection = new OpenCollection(reader.TokenType == JsonTokenType.StartObject);
                if (!Next(ref reader, collection))
                {
                    return collection.Close();
                }

                open.Push(collection);
                return null;
            default:
                throw new JsonException($"unexpected {reader.TokenType} at byte {reader.TokenStartIndex}");
        }
    }

    // Goes to the next value of a collection, past its key; false at the end.
    private static bool Next(ref Utf8JsonReader reader, OpenCollection collection)
    {
        reader.Read();
        switch (reader.TokenType)
        {
            case JsonTokenType.EndArray or JsonTokenType.EndObject:
                return false;
            case JsonTokenType.PropertyName:
                collection.Key = reader.GetString()!;
                reader.Read();
                return true;
            default:
                return true;
        }
    }

    private sealed class OpenCollection(bool isMap)
    {
        private readonly List<Value>? items = isMap ? null : [];
        private readonly List<MapEntry>? entries = isMap ? [] : null;

        /// <summary>The key of the value that comes next.</summary>
        public string Key { get; set; } = "";

        public void Add(Value value)
        {
            items?.Add(value);
            entries?.Add(new MapEntry(Key, value));
        }

        public Value Close() => items is null ? MapValue.Of([.. entries!], default) : ListValue.Of([.. items], default);
    }
}
