using System.Text.Json.Serialization;

namespace ResourceTypes.RegistryImage;

/// <summary>JSON that registries send: unlike a pipeline's, it may hold keys that we do not know.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ImageManifest))]
[JsonSerializable(typeof(ImageConfiguration))]
[JsonSerializable(typeof(RegistryToken))]
internal sealed partial class RegistryJson : JsonSerializerContext;
