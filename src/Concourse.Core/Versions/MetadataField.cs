using System.Text.Json.Serialization;

namespace Concourse.Core.Versions;

/// <summary>One line of what a resource tells about a version (<c>{"name","value"}</c>), shown to users, never interpreted.</summary>
public sealed record MetadataField(
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("value")] string Value);
