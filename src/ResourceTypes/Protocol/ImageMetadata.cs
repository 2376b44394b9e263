using System.Text.Json.Serialization;

namespace ResourceTypes.Protocol;

/// <summary>The <c>metadata.json</c> beside a <c>rootfs/</c>: how a process of that image starts.</summary>
internal sealed record ImageMetadata
{
    public IReadOnlyList<string>? Env { get; init; }

    public string? User { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Entrypoint { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Cmd { get; init; }
}
