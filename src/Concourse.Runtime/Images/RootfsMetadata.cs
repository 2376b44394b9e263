using System.Text.Json;
using System.Text.Json.Serialization;

namespace Concourse.Runtime.Images;

/// <summary>The <c>metadata.json</c> beside <c>rootfs/</c> in a volume that is used as an image.</summary>
/// <param name="Env"><c>NAME=value</c>.</param>
/// <param name="User">User of the image's processes; empty means root.</param>
public sealed record RootfsMetadata(IReadOnlyList<string> Env, string User)
{
    /// <exception cref="FormatException">Not JSON, or not of this shape.</exception>
    public static RootfsMetadata Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            var wire = JsonSerializer.Deserialize(json, RootfsMetadataJson.Default.RootfsMetadataWire);
            return new RootfsMetadata(wire?.Env ?? [], wire?.User ?? "");
        }
        catch (JsonException e)
        {
            throw new FormatException("metadata.json of the image is malformed: " + e.Message, e);
        }
    }
}

internal sealed record RootfsMetadataWire(
    [property: JsonPropertyName("env")] IReadOnlyList<string>? Env,
    [property: JsonPropertyName("user")] string? User);

[JsonSerializable(typeof(RootfsMetadataWire))]
internal sealed partial class RootfsMetadataJson : JsonSerializerContext;
