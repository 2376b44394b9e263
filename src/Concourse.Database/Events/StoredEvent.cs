using System.Text;
using Concourse.Core.Events;

namespace Concourse.Database.Events;

/// <summary>An event as stored. The payload is passed on as it is, never turned into a string on the way.</summary>
public sealed record StoredEvent
{
    /// <summary>Position in its build: 0, 1, 2…</summary>
    public required int EventId { get; init; }

    public required string Type { get; init; }

    public required string Version { get; init; }

    /// <summary>JSON in UTF-8.</summary>
    public required byte[] Payload { get; init; }

    public BuildEvent Decode() => BuildEventJson.Parse(Type, Version, Encoding.UTF8.GetString(Payload));
}
