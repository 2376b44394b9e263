using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using ResourceTypes.Git;
using ResourceTypes.Mock;
using ResourceTypes.RegistryImage;
using ResourceTypes.Time;

namespace ResourceTypes.Protocol;

/// <summary>All JSON shapes of the scripts, generated at build time so that they work ahead-of-time compiled.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(List<Dictionary<string, string>>))]
[JsonSerializable(typeof(IReadOnlyList<MetadataField>))]
[JsonSerializable(typeof(ScriptResult))]
[JsonSerializable(typeof(MockSource))]
[JsonSerializable(typeof(MockVersion))]
[JsonSerializable(typeof(MockGetParams))]
[JsonSerializable(typeof(MockPutParams))]
[JsonSerializable(typeof(TimeSource))]
[JsonSerializable(typeof(TimeVersion))]
[JsonSerializable(typeof(GitSource))]
[JsonSerializable(typeof(GitVersion))]
[JsonSerializable(typeof(GitGetParams))]
[JsonSerializable(typeof(GitPutParams))]
[JsonSerializable(typeof(RegistryImageSource))]
[JsonSerializable(typeof(RegistryImageVersion))]
[JsonSerializable(typeof(RegistryImageGetParams))]
[JsonSerializable(typeof(ImageMetadata))]
internal sealed partial class WireJson : JsonSerializerContext
{
    /// <summary>For what we write: names and messages stay readable instead of <c>\u</c> escapes.</summary>
    public static WireJson Output { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
