using System.Text.Json;
using System.Text.Json.Serialization;

namespace ResourceTypes.RegistryImage;

/// <summary>Source of the <c>registry-image</c> type: one tag of one repository.</summary>
internal sealed record RegistryImageSource
{
    /// <summary>Keys of upstream's type that are still to come.</summary>
    public static IReadOnlyList<string> Unsupported { get; } =
    [
        "tag_regex", "created_at_sort", "variant", "semver_constraint", "pre_releases", "pre_release_prefixes", "ca_certs",
        "registry_mirror", "content_trust", "aws_access_key_id", "aws_secret_access_key", "aws_session_token", "aws_region",
        "aws_role_arn", "aws_role_arns", "aws_account_id", "azure_acr", "azure_client_id", "azure_client_secret", "azure_tenant_id",
        "azure_auth_type",
    ];

    public string? Repository { get; init; }

    /// <summary>Text or a number (<c>tag: 3.20</c>); <c>latest</c> when null.</summary>
    public JsonElement? Tag { get; init; }

    public string? Username { get; init; }

    public string? Password { get; init; }

    /// <summary>Speak plain HTTP. Registries on loopback are always spoken to so.</summary>
    public bool Insecure { get; init; }

    public ImagePlatform? Platform { get; init; }

    /// <summary>Accepted; this type has no more to tell.</summary>
    public bool Debug { get; init; }
}

/// <summary>Which image of a multi-platform index is wanted; null members mean this machine's.</summary>
internal sealed record ImagePlatform
{
    public string? Architecture { get; init; }

    public string? Os { get; init; }
}

internal sealed record RegistryImageVersion
{
    public string? Tag { get; init; }

    public string? Digest { get; init; }
}

/// <summary>Params of a get of the <c>registry-image</c> type.</summary>
internal sealed record RegistryImageGetParams
{
    /// <summary>Only <c>rootfs</c>, which is the default.</summary>
    public string? Format { get; init; }

    /// <summary>Writes the files <c>repository</c>, <c>tag</c> and <c>digest</c> alone.</summary>
    public bool SkipDownload { get; init; }

    /// <summary>Takes the place of the source's.</summary>
    public ImagePlatform? Platform { get; init; }
}

/// <summary>The part of an OCI or Docker manifest, index or list that is needed here.</summary>
internal sealed record ImageManifest
{
    [JsonPropertyName("mediaType")]
    public string? MediaType { get; init; }

    [JsonPropertyName("config")]
    public ImageDescriptor? Config { get; init; }

    [JsonPropertyName("layers")]
    public IReadOnlyList<ImageDescriptor>? Layers { get; init; }

    /// <summary>Set in an index: one manifest for each platform.</summary>
    [JsonPropertyName("manifests")]
    public IReadOnlyList<ImageDescriptor>? Manifests { get; init; }
}

internal sealed record ImageDescriptor
{
    [JsonPropertyName("mediaType")]
    public string? MediaType { get; init; }

    [JsonPropertyName("digest")]
    public string Digest { get; init; } = "";

    /// <summary>Bytes.</summary>
    [JsonPropertyName("size")]
    public long Size { get; init; }

    [JsonPropertyName("platform")]
    public ImagePlatform? Platform { get; init; }
}

/// <summary>An image's configuration blob.</summary>
internal sealed record ImageConfiguration
{
    [JsonPropertyName("config")]
    public ImageProcess? Config { get; init; }
}

/// <summary>How a process of the image starts.</summary>
internal sealed record ImageProcess
{
    [JsonPropertyName("Env")]
    public IReadOnlyList<string>? Env { get; init; }

    [JsonPropertyName("User")]
    public string? User { get; init; }

    [JsonPropertyName("Entrypoint")]
    public IReadOnlyList<string>? Entrypoint { get; init; }

    [JsonPropertyName("Cmd")]
    public IReadOnlyList<string>? Cmd { get; init; }
}

/// <summary>A token server's answer.</summary>
internal sealed record RegistryToken
{
    [JsonPropertyName("token")]
    public string? Token { get; init; }

    [JsonPropertyName("access_token")]
    public string? AccessToken { get; init; }
}
