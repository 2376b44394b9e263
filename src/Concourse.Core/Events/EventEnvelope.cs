using System.Text;
using Concourse.Core.Json;
using Concourse.Core.Values;

namespace Concourse.Core.Events;

/// <summary>
/// An event as the API streams it: <c>{"data":{…},"event":"…","version":"…","event_id":"…"}</c> (engine.md §15.1).
/// The data is kept as text, so that a server passes on what the database holds.
/// </summary>
public sealed record EventEnvelope(string Type, string Version, RawJson Data, string EventId)
{
    public static EventEnvelope Of(BuildEvent buildEvent, string eventId) =>
        new(buildEvent.Type, buildEvent.Version, new RawJson(buildEvent.Payload), eventId);

    /// <summary>The envelope as compact JSON.</summary>
    public string ToJson()
    {
        var json = new JsonTextWriter();
        Write(json, Encoding.UTF8.GetBytes(Data.Text), Type, Version, EventId);
        return json.ToString();
    }

    /// <summary>Writes an envelope around data that is JSON in UTF-8, without a copy of it.</summary>
    public static void Write(JsonTextWriter json, ReadOnlySpan<byte> data, string type, string version, string eventId)
    {
        json.StartObject();
        json.Name("data");
        json.Raw(data);
        json.Field("event", type);
        json.Field("version", version);
        json.Field("event_id", eventId);
        json.EndObject();
    }

    /// <exception cref="System.Text.Json.JsonException">The text is no envelope.</exception>
    public static EventEnvelope Parse(string text)
    {
        var map = JsonText.Parse(text) as MapValue ?? throw new System.Text.Json.JsonException("an event must be an object");
        return new EventEnvelope(
            map.Text("event") ?? "",
            map.Text("version") ?? "",
            new RawJson(map.TryGetValue("data", out var data) ? data.ToString() : "null"),
            map.Text("event_id") ?? "");
    }

    /// <summary>The event inside.</summary>
    public BuildEvent Decode() => BuildEventJson.Parse(Type, Version, Data.Text);
}
