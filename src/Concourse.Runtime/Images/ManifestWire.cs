using System.Text.Json.Serialization;

namespace Concourse.Runtime.Images;

/// <summary>An image manifest (<see cref="Config"/> set) or an index of manifests (<see cref="Manifests"/> set); OCI and Docker v2.</summary>
internal sealed record ManifestWire(
    [property: JsonPropertyName("config")] DescriptorWire? Config,
    [property: JsonPropertyName("manifests")] IReadOnlyList<DescriptorWire>? Manifests)
{
    /// <summary>What we ask for: without these a registry may convert to a format of 2015.</summary>
    public static IReadOnlyList<string> MediaTypes { get; } =
    [
        "application/vnd.oci.image.index.v1+json",
        "application/vnd.docker.distribution.manifest.list.v2+json",
        "application/vnd.oci.image.manifest.v1+json",
        "application/vnd.docker.distribution.manifest.v2+json",
    ];
}

internal sealed record DescriptorWire(
    [property: JsonPropertyName("digest")] string? Digest,
    [property: JsonPropertyName("platform")] PlatformWire? Platform);

internal sealed record PlatformWire(
    [property: JsonPropertyName("os")] string? Os,
    [property: JsonPropertyName("architecture")] string? Architecture);

internal sealed record ImageConfigWire([property: JsonPropertyName("config")] ProcessConfigWire? Config);

/// <summary>Docker's field names: they begin with capitals.</summary>
internal sealed record ProcessConfigWire(
    [property: JsonPropertyName("Env")] IReadOnlyList<string>? Env,
    [property: JsonPropertyName("User")] string? User,
    [property: JsonPropertyName("Entrypoint")] IReadOnlyList<string>? Entrypoint,
    [property: JsonPropertyName("Cmd")] IReadOnlyList<string>? Cmd,
    [property: JsonPropertyName("WorkingDir")] string? WorkingDir);

/// <summary>Answer of a token server; either name may be used.</summary>
internal sealed record TokenWire(
    [property: JsonPropertyName("token")] string? Token,
    [property: JsonPropertyName("access_token")] string? AccessToken,
    [property: JsonPropertyName("expires_in")] int? ExpiresInSeconds);

internal sealed record ErrorsWire([property: JsonPropertyName("errors")] IReadOnlyList<ErrorWire>? Errors);

internal sealed record ErrorWire(
    [property: JsonPropertyName("code")] string? Code,
    [property: JsonPropertyName("message")] string? Message);

[JsonSerializable(typeof(ManifestWire))]
[JsonSerializable(typeof(ImageConfigWire))]
[JsonSerializable(typeof(TokenWire))]
[JsonSerializable(typeof(ErrorsWire))]
internal sealed partial class RegistryJson : JsonSerializerContext;
