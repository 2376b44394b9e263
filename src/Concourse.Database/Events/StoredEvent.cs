using Concourse.Core.Events;

namespace Concourse.Database.Events;

/// <summary>An event as stored: <see cref="Payload"/> is JSON.</summary>
public sealed record StoredEvent
{
    /// <summary>Position in its build: 0, 1, 2…</summary>
    public required int EventId { get; init; }

    public required string Type { get; init; }

    public required string Version { get; init; }

    public required string Payload { get; init; }

    public BuildEvent Decode() => BuildEventJson.Parse(Type, Version, Payload);
}
