using System.Text.Json.Serialization;

namespace ResourceTypes.Time;

/// <summary>Source of the <c>time</c> type as written in a pipeline; <see cref="Schedule"/> is its meaning.</summary>
/// <remarks>As upstream, this type tolerates keys that it does not know.</remarks>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
internal sealed record TimeSource
{
    public bool InitialVersion { get; init; }

    public string? Interval { get; init; }

    public string? Start { get; init; }

    public string? Stop { get; init; }

    public IReadOnlyList<string>? Days { get; init; }

    public string? Location { get; init; }

    public string? StartAfter { get; init; }
}

internal sealed record TimeVersion
{
    public string? Time { get; init; }
}
