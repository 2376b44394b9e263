using Concourse.Core.Json;
using Concourse.Core.Values;
using Concourse.Core.Versions;

namespace Concourse.Database.Caches;

/// <summary>Metadata as a list of names and values. Upstream writes the keys in both cases, in different tables; both are read.</summary>
internal static class MetadataText
{
    public static string Of(IReadOnlyList<MetadataField> metadata)
    {
        var json = new JsonTextWriter();
        json.Array(metadata, (writer, field) =>
        {
            writer.StartObject();
            writer.Field("name", field.Name);
            writer.Field("value", field.Value);
            writer.EndObject();
        });
        return json.ToString();
    }

    public static IReadOnlyList<MetadataField> Parse(string? text) => text is not null && JsonText.Parse(text) is ListValue list
        ? [.. list.OfType<MapValue>().Select(field => new MetadataField(Text(field, "name", "Name"), Text(field, "value", "Value")))]
        : [];

    private static string Text(MapValue field, string key, string capitalised) => field.Text(key) ?? field.Text(capitalised) ?? "";
}
