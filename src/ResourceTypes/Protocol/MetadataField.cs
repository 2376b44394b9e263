using System.Text.Json.Serialization;

namespace ResourceTypes.Protocol;

/// <summary>One line of what the web UI shows under a version.</summary>
/// <param name="Name">Label.</param>
/// <param name="Value">Text; never a secret.</param>
public sealed record MetadataField(
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("value")] string Value);
