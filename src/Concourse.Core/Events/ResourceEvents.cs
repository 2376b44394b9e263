using Concourse.Core.Json;
using Concourse.Core.Versions;

namespace Concourse.Core.Events;

/// <summary>An event that says only that a step reached a point; a zero time is left out.</summary>
public abstract record StepPointEvent(Origin Origin, long Time) : BuildEvent
{
    private protected override void WriteFields(JsonTextWriter json)
    {
        Origin.Write(json);
        json.Optional("time", Time);
    }
}

/// <summary>A get step begins.</summary>
public sealed record InitializeGetEvent(Origin Origin, long Time) : StepPointEvent(Origin, Time)
{
    public override string Type => "initialize-get";

    public override string Version => "2.0";
}

/// <summary>A get step's script starts, or its version is found in a cache.</summary>
public sealed record StartGetEvent(Origin Origin, long Time) : StepPointEvent(Origin, Time)
{
    public override string Type => "start-get";

    public override string Version => "1.0";
}

/// <summary>A put step begins.</summary>
public sealed record InitializePutEvent(Origin Origin, long Time) : StepPointEvent(Origin, Time)
{
    public override string Type => "initialize-put";

    public override string Version => "2.0";
}

/// <summary>A put step's script starts.</summary>
public sealed record StartPutEvent(Origin Origin, long Time) : StepPointEvent(Origin, Time)
{
    public override string Type => "start-put";

    public override string Version => "1.0";
}

/// <summary>A get or put script exited. The version is null after a failure.</summary>
public abstract record FinishResourceEvent(
    Origin Origin,
    long Time,
    int ExitStatus,
    ResourceVersion? ResourceVersion,
    IReadOnlyList<MetadataField>? Metadata) : BuildEvent
{
    private protected override void WriteFields(JsonTextWriter json)
    {
        Origin.Write(json);
        json.Field("time", Time);
        json.Field("exit_status", ExitStatus);
        json.Name("version");
        if (ResourceVersion is null)
        {
            json.Null();
        }
        else
        {
            json.StringMap(ResourceVersion);
        }

        json.Optional("metadata", Metadata, (w, field) =>
        {
            w.StartObject();
            w.Field("name", field.Name);
            w.Field("value", field.Value);
            w.EndObject();
        });
    }
}

/// <inheritdoc/>
public sealed record FinishGetEvent(
    Origin Origin,
    long Time,
    int ExitStatus,
    ResourceVersion? ResourceVersion,
    IReadOnlyList<MetadataField>? Metadata)
    : FinishResourceEvent(Origin, Time, ExitStatus, ResourceVersion, Metadata)
{
    public override string Type => "finish-get";

    public override string Version => "5.1";
}

/// <inheritdoc/>
public sealed record FinishPutEvent(
    Origin Origin,
    long Time,
    int ExitStatus,
    ResourceVersion? ResourceVersion,
    IReadOnlyList<MetadataField>? Metadata)
    : FinishResourceEvent(Origin, Time, ExitStatus, ResourceVersion, Metadata)
{
    public override string Type => "finish-put";

    public override string Version => "5.1";
}

/// <summary>A check step begins.</summary>
public sealed record InitializeCheckEvent(Origin Origin, long Time, string Name) : BuildEvent
{
    public override string Type => "initialize-check";

    public override string Version => "1.0";

    private protected override void WriteFields(JsonTextWriter json)
    {
        Origin.Write(json);
        json.Optional("time", Time);
        json.Field("name", Name);
    }
}
