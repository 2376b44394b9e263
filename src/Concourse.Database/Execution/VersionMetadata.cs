using Concourse.Core.Json;
using Concourse.Core.Values;
using Concourse.Core.Versions;

namespace Concourse.Database.Execution;

/// <summary>
/// Metadata as stored: <c>resource_config_versions</c> has capitalised keys, <c>resource_caches</c> has not; both are read
/// either way (database chapter, trap 8).
/// </summary>
public static class VersionMetadata
{
    /// <summary>For <c>resource_config_versions</c>; JSON null when there is none.</summary>
    public static string Json(IReadOnlyList<MetadataField>? metadata) => Json(metadata, "Name", "Value");

    /// <summary>For <c>resource_caches</c>.</summary>
    public static string CacheJson(IReadOnlyList<MetadataField>? metadata) => Json(metadata, "name", "value");

    public static IReadOnlyList<MetadataField> Parse(string? json) => json is not null && JsonText.Parse(json) is ListValue list
        ? [.. list.OfType<MapValue>().Select(f => new MetadataField(f.Text("name") ?? f.Text("Name") ?? "", f.Text("value") ?? f.Text("Value") ?? ""))]
        : [];

    private static string Json(IReadOnlyList<MetadataField>? metadata, string name, string value) => metadata is null
        ? "null"
        : new ListValue(metadata.Select(f => (Value)new MapValue((name, f.Name), (value, f.Value)))).ToString();
}
