using System.Text.Json.Serialization;

namespace Concourse.Core.Validation;

/// <summary>Something a pipeline may do but should not; shown to the author, never in the way.</summary>
public sealed record ConfigWarning(
    [property: JsonPropertyName("type")] string Type,
    [property: JsonPropertyName("message")] string Message);
