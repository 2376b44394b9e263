using System.Text.Json;
using System.Text.Json.Serialization;
using Concourse.Core.Values;

namespace Concourse.Core.Json;

/// <summary>Lets records of other projects hold a <see cref="Value"/> under source-generated System.Text.Json.</summary>
public sealed class ValueJsonConverter : JsonConverter<Value>
{
    public override bool HandleNull => true;

    public override Value Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => JsonText.Read(ref reader);

    public override void Write(Utf8JsonWriter writer, Value value, JsonSerializerOptions options)
    {
        var text = new JsonTextWriter();
        text.Value(value);
        writer.WriteRawValue(text.Utf8.Span, skipInputValidation: true);
    }
}

/// <summary>The same for fields that are always maps.</summary>
public sealed class MapValueJsonConverter : JsonConverter<MapValue>
{
    public override MapValue? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        JsonText.Read(ref reader) switch
        {
            NullValue => null,
            MapValue map => map,
            var other => throw new JsonException($"expected an object, found {other.KindName}"),
        };

    public override void Write(Utf8JsonWriter writer, MapValue value, JsonSerializerOptions options)
    {
        var text = new JsonTextWriter();
        text.Value(value);
        writer.WriteRawValue(text.Utf8.Span, skipInputValidation: true);
    }
}
