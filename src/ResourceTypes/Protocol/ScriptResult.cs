using System.Text.Json.Serialization;

namespace ResourceTypes.Protocol;

/// <summary>What <c>in</c> and <c>out</c> print on stdout.</summary>
/// <param name="Version">The version fetched or made; keys in the order in which they are shown.</param>
/// <param name="Metadata">Null prints <c>null</c>, which is valid.</param>
public sealed record ScriptResult(
    [property: JsonPropertyName("version")] Dictionary<string, string> Version,
    [property: JsonPropertyName("metadata")] IReadOnlyList<MetadataField>? Metadata);
