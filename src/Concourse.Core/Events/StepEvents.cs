using Concourse.Core.Json;
using Concourse.Core.Values;

namespace Concourse.Core.Events;

/// <summary>A step other than get, put, check and task begins.</summary>
public sealed record InitializeEvent(Origin Origin, long Time) : StepPointEvent(Origin, Time)
{
    public override string Type => "initialize";

    public override string Version => "1.0";
}

/// <summary>A step other than get, put and task starts its work.</summary>
public sealed record StartEvent(Origin Origin, long Time) : StepPointEvent(Origin, Time)
{
    public override string Type => "start";

    public override string Version => "1.0";
}

/// <summary>A step other than get, put and task ended.</summary>
public sealed record FinishEvent(Origin Origin, long Time, bool Succeeded) : BuildEvent
{
    public override string Type => "finish";

    public override string Version => "1.0";

    private protected override void WriteFields(JsonTextWriter json)
    {
        Origin.Write(json);
        json.Field("time", Time);
        json.Field("succeeded", Succeeded);
    }
}

/// <summary>Whether a set_pipeline step changed the pipeline.</summary>
public sealed record SetPipelineChangedEvent(Origin Origin, bool Changed) : BuildEvent
{
    public override string Type => "set-pipeline-changed";

    public override string Version => "1.0";

    private protected override void WriteFields(JsonTextWriter json)
    {
        Origin.Write(json);
        json.Field("changed", Changed);
    }
}

/// <summary>Announces the plan that fetches a task's image, as a public plan.</summary>
public abstract record ImagePlanEvent(long Time, Origin Origin, RawJson Plan) : BuildEvent
{
    public override string Version => "1.1";

    private protected override void WriteFields(JsonTextWriter json)
    {
        json.Field("time", Time);
        Origin.Write(json);
        json.Name("plan");
        json.Raw(Plan.Text);
    }
}

/// <inheritdoc/>
public sealed record ImageCheckEvent(long Time, Origin Origin, RawJson Plan) : ImagePlanEvent(Time, Origin, Plan)
{
    public override string Type => "image-check";
}

/// <inheritdoc/>
public sealed record ImageGetEvent(long Time, Origin Origin, RawJson Plan) : ImagePlanEvent(Time, Origin, Plan)
{
    public override string Type => "image-get";
}

/// <summary>Announces the substeps of an across step.</summary>
public sealed record AcrossSubstepsEvent(long Time, Origin Origin, IReadOnlyList<AcrossSubstep> Substeps) : BuildEvent
{
    public override string Type => "across-substeps";

    public override string Version => "1.0";

    private protected override void WriteFields(JsonTextWriter json)
    {
        json.Field("time", Time);
        Origin.Write(json);
        json.Field("substeps", Substeps, (w, substep) =>
        {
            w.StartObject();
            w.Name("step");
            w.Raw(substep.Step.Text);
            w.Field("values", substep.Values, (inner, value) => inner.Value(value));
            w.EndObject();
        });
    }
}

/// <summary>One combination of an across: its public plan and the values, in the order of the vars.</summary>
public sealed record AcrossSubstep(RawJson Step, IReadOnlyList<Value> Values);
