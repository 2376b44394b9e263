using Concourse.Core.Configuration.Json;
using Concourse.Core.Json;
using Concourse.Core.Values;

namespace Concourse.Core.Plans;

/// <summary>JSON form of private plans (pipeline-config.md §12.2), as stored in <c>builds.private_plan</c>.</summary>
public static partial class PlanJson
{
    /// <summary>Value of <c>builds.schema</c> for builds with such a plan.</summary>
    public const string Schema = "exec.v2";

    public static string Write(Plan plan)
    {
        var json = new JsonTextWriter();
        Write(json, plan);
        return json.ToString();
    }

    /// <summary>What a plan says apart from its id and kind, untyped: the template in which its vars are replaced.</summary>
    public static Value Template(Plan plan)
    {
        var json = new JsonTextWriter();
        Body(json, plan);
        return JsonText.Parse(json.Utf8.Span);
    }

    public static void Write(JsonTextWriter json, Plan plan)
    {
        if (!DeepRecursion.HasStack)
        {
            DeepRecursion.Continue((json, plan), static s => Write(s.json, s.plan));
            return;
        }

        json.StartObject();
        json.Field("id", plan.Id.ToString());
        if (plan.Attempts.Count > 0)
        {
            json.Field("attempts", plan.Attempts, (w, n) => w.Number(n));
        }

        if (plan is not EmptyPlan)
        {
            json.Field(plan.Key, plan, Body);
        }

        json.EndObject();
    }

    private static void Body(JsonTextWriter json, Plan plan)
    {
        switch (plan)
        {
            case DoPlan sequence:
                json.Array(sequence.Steps, Write);
                return;
            case RetryPlan retry:
                json.Array(retry.Steps, Write);
                return;
        }

        json.StartObject();
        switch (plan)
        {
            case GetPlan get:
                Get(json, get);
                break;
            case PutPlan put:
                Put(json, put);
                break;
            case CheckPlan check:
                Check(json, check);
                break;
            case TaskPlan task:
                Task(json, task);
                break;
            case RunPlan run:
                Run(json, run);
                break;
            case SetPipelinePlan set:
                json.Field("name", set.Name);
                json.Field("file", set.File);
                json.Optional("team", set.Team);
                json.Optional("vars", set.Vars);
                json.Optional("var_files", set.VarFiles);
                json.Optional("instance_vars", set.InstanceVars);
                break;
            case LoadVarPlan load:
                json.Field("name", load.Name);
                json.Field("file", load.File);
                json.Optional("format", load.Format);
                json.Optional("reveal", load.Reveal);
                break;
            case InParallelPlan parallel:
                json.Field("steps", parallel.Steps.Count == 0 ? null : parallel.Steps, Write);
                json.Optional("limit", parallel.Limit);
                json.Optional("fail_fast", parallel.FailFast);
                break;
            case AcrossPlan across:
                Across(json, across);
                break;
            case HookPlan hook:
                json.Field("step", hook.Step, Write);
                json.Field(hook.Key, hook.Next, Write);
                break;
            case TryPlan attempt:
                json.Field("step", attempt.Step, Write);
                break;
            case TimeoutPlan timeout:
                json.Field("step", timeout.Step, Write);
                json.Field("duration", timeout.Duration);
                break;
            case ArtifactInputPlan input:
                json.Field("artifact_id", input.ArtifactId);
                json.Field("name", input.Name);
                break;
            case ArtifactOutputPlan output:
                json.Field("name", output.Name);
                break;
            case DependentGetPlan dependent:
                json.Field("type", dependent.Type);
                json.Optional("name", dependent.Name);
                json.Field("resource", dependent.Resource);
                break;
        }

        json.EndObject();
    }

    private static void Across(JsonTextWriter json, AcrossPlan across)
    {
        json.Field("vars", across.Vars, (w, variable) =>
        {
            w.StartObject();
            w.Field("name", variable.Name);
            w.Optional("values", variable.Values, (inner, values) => inner.Value(values));
            w.Optional("max_in_flight", variable.MaxInFlight, StepJson.MaxInFlight);
            w.EndObject();
        });
        json.Field("substep_template", across.SubstepTemplate);
        json.Optional("fail_fast", across.FailFast);
    }
}
