using Concourse.Core.Configuration.Steps;
using Concourse.Core.Json;

namespace Concourse.Core.Configuration.Json;

/// <summary>
/// JSON form of steps (pipeline-config.md §4.1): all layers of a step and its unknown fields merged into one object
/// with sorted keys.
/// </summary>
public static partial class StepJson
{
    public static void Write(JsonTextWriter json, Step step)
    {
        if (!DeepRecursion.HasStack)
        {
            DeepRecursion.Continue((json, step), static s => Write(s.json, s.step));
            return;
        }

        var fields = new StepFields();
        foreach (var unknown in step.UnknownFields)
        {
            fields.Add(unknown.Key, w => w.Value(unknown.Value));
        }

        for (StepConfig? layer = step.Config; layer is not null; layer = (layer as WrapperStep)?.Inner)
        {
            Collect(fields, layer);
        }

        fields.Write(json);
    }

    internal static void MaxInFlight(JsonTextWriter json, MaxInFlight limit)
    {
        if (limit.All)
        {
            json.String("all");
        }
        else
        {
            json.Number(limit.Limit);
        }
    }

    internal static void PutInputs(JsonTextWriter json, PutInputs inputs)
    {
        if (inputs.Specified is { } specified)
        {
            json.Array(specified, (w, text) => w.String(text));
        }
        else
        {
            json.String(inputs.IsAll ? "all" : inputs.IsDetect ? "detect" : "");
        }
    }

    private static void Version(JsonTextWriter json, GetVersion version)
    {
        if (version.Pinned is { } pinned)
        {
            json.StringMap(pinned);
        }
        else
        {
            json.String(version.IsLatest ? "latest" : version.IsEvery ? "every" : "");
        }
    }

    private static void Across(JsonTextWriter json, AcrossVarConfig variable)
    {
        json.StartObject();
        json.Field("var", variable.Var);
        json.Optional("values", variable.Values, (w, values) => w.Value(values));
        json.Optional("max_in_flight", variable.MaxInFlight, MaxInFlight);
        json.EndObject();
    }

    private static void Parallel(JsonTextWriter json, InParallelStep parallel)
    {
        json.StartObject();
        json.Optional("steps", parallel.Steps, Write);
        json.Optional("limit", parallel.Limit);
        json.Optional("fail_fast", parallel.FailFast);
        json.EndObject();
    }
}
