using System.Security.Cryptography;
using System.Text;
using Concourse.Core.Json;
using Concourse.Core.Values;

namespace Concourse.Core.Versions;

/// <summary>Texts and SHA-256 hashes by which configurations and caches are recognised (database.md §5.1). Hex is lower-case.</summary>
public static class CanonicalJson
{
    /// <summary>A value with sorted keys and every number in its 64-bit float form; null gives <c>null</c>.</summary>
    public static string Text(Value? value) => JsonTextWriter.Text(value is null ? NullValue.Instance : Numbers.Canonical(value));

    /// <summary><c>resource_configs.source_hash</c>: an absent source hashes as <c>null</c>.</summary>
    public static string SourceHash(MapValue? source) => Sha256(Text(source));

    /// <summary><c>resource_caches.params_hash</c>: absent params hash as <c>{}</c>.</summary>
    public static string ParamsHash(MapValue? parameters) => Sha256(Text(parameters ?? MapValue.Empty));

    public static string Sha256(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
