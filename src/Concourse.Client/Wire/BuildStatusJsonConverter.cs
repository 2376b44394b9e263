using System.Text.Json;
using System.Text.Json.Serialization;
using Concourse.Core.Builds;

namespace Concourse.Client.Wire;

/// <summary>A build's state by its wire name.</summary>
public sealed class BuildStatusJsonConverter : JsonConverter<BuildStatus>
{
    public override BuildStatus Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var name = reader.GetString() ?? "";
        try
        {
            return BuildStatusNames.Parse(name);
        }
        catch (FormatException e)
        {
            throw new JsonException(e.Message, e);
        }
    }

    public override void Write(Utf8JsonWriter writer, BuildStatus value, JsonSerializerOptions options) => writer.WriteStringValue(value.Name());
}
