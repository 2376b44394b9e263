using Concourse.Core.Builds;
using Concourse.Core.Json;

namespace Concourse.Core.Events;

/// <summary>The build's status changed. First event of a build: started; last: its final status.</summary>
public sealed record StatusEvent(BuildStatus Status, long Time) : BuildEvent
{
    public override string Type => "status";

    public override string Version => "1.0";

    private protected override void WriteFields(JsonTextWriter json)
    {
        json.Field("status", Status.Name());
        json.Field("time", Time);
    }
}

/// <summary>Output of a step; <see cref="Origin"/> names the stream.</summary>
public sealed record LogEvent(long Time, Origin Origin, string Text) : BuildEvent
{
    public override string Type => "log";

    public override string Version => "5.1";

    private protected override void WriteFields(JsonTextWriter json)
    {
        json.Field("time", Time);
        Origin.Write(json);
        json.Field("payload", Text);
    }
}

/// <summary>A step errored.</summary>
public sealed record ErrorEvent(string Message, Origin Origin, long Time) : BuildEvent
{
    public override string Type => "error";

    public override string Version => "4.1";

    private protected override void WriteFields(JsonTextWriter json)
    {
        json.Field("message", Message);
        Origin.Write(json);
        json.Field("time", Time);
    }
}
