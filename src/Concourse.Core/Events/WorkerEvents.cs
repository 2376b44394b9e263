using Concourse.Core.Json;

namespace Concourse.Core.Events;

/// <summary>A step waits for a worker that may take it.</summary>
public sealed record WaitingForWorkerEvent(long Time, Origin Origin) : BuildEvent
{
    public override string Type => "waiting-for-worker";

    public override string Version => "1.0";

    private protected override void WriteFields(JsonTextWriter json)
    {
        json.Field("time", Time);
        Origin.Write(json);
    }
}

/// <summary>A worker was chosen for a step.</summary>
public sealed record SelectedWorkerEvent(long Time, Origin Origin, string Worker) : BuildEvent
{
    public override string Type => "selected-worker";

    public override string Version => "1.0";

    private protected override void WriteFields(JsonTextWriter json)
    {
        json.Field("time", Time);
        Origin.Write(json);
        json.Field("selected_worker", Worker);
    }
}

/// <summary>A volume is being copied from one worker to another.</summary>
public sealed record StreamingVolumeEvent(long Time, Origin Origin, string Volume, string SourceWorker, string DestWorker) : BuildEvent
{
    public override string Type => "streaming-volume";

    public override string Version => "1.0";

    private protected override void WriteFields(JsonTextWriter json)
    {
        json.Field("time", Time);
        Origin.Write(json);
        json.Field("volume", Volume);
        json.Field("source_worker", SourceWorker);
        json.Field("dest_worker", DestWorker);
    }
}

/// <summary>A step waits for a volume that another step is copying.</summary>
public sealed record WaitingForStreamedVolumeEvent(long Time, Origin Origin, string Volume, string DestWorker) : BuildEvent
{
    public override string Type => "waiting-for-streamed-volume";

    public override string Version => "1.0";

    private protected override void WriteFields(JsonTextWriter json)
    {
        json.Field("time", Time);
        Origin.Write(json);
        json.Field("volume", Volume);
        json.Field("dest_worker", DestWorker);
    }
}
