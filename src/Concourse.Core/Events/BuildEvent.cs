using Concourse.Core.Json;

namespace Concourse.Core.Events;

/// <summary>
/// Something that happened in a build, as stored and streamed (engine.md §15). Each type is a record of its own with
/// upstream's wire name, version and key order. Times are Unix seconds.
/// </summary>
public abstract record BuildEvent
{
    private protected BuildEvent()
    {
    }

    /// <summary>Wire name, e.g. <c>finish-task</c>.</summary>
    public abstract string Type { get; }

    /// <summary>Wire version, e.g. <c>4.0</c>; clients look at the part before the dot.</summary>
    public abstract string Version { get; }

    /// <summary>The payload as compact JSON.</summary>
    public virtual string Payload
    {
        get
        {
            var json = new JsonTextWriter();
            json.StartObject();
            WriteFields(json);
            json.EndObject();
            return json.ToString();
        }
    }

    /// <summary>Writes the fields of the payload object.</summary>
    private protected abstract void WriteFields(JsonTextWriter json);
}

/// <summary>Where an event comes from: the plan node and, for logs, its stream. Empty parts are left out.</summary>
public readonly record struct Origin(string Id, string Source = "")
{
    /// <summary>The standard output of a node.</summary>
    public const string Stdout = "stdout";

    /// <summary>The standard error of a node.</summary>
    public const string Stderr = "stderr";

    internal void Write(JsonTextWriter json)
    {
        json.Name("origin");
        json.StartObject();
        json.Optional("id", Id ?? "");
        json.Optional("source", Source ?? "");
        json.EndObject();
    }
}

/// <summary>
/// An event of a type or version that has no record here: deprecated ones of old databases (engine.md §15.3) and those
/// of newer servers. Kept as it came.
/// </summary>
public sealed record OpaqueEvent(string WireType, string WireVersion, RawJson Data) : BuildEvent
{
    public override string Type => WireType;

    public override string Version => WireVersion;

    /// <summary>The payload as it came.</summary>
    public override string Payload => Data.Text;

    private protected override void WriteFields(JsonTextWriter json)
    {
    }
}
