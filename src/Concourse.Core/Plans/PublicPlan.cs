using Concourse.Core.Json;

namespace Concourse.Core.Plans;

/// <summary>
/// What clients may see of a plan (pipeline-config.md §13): the tree and its names, never sources, params or configs.
/// </summary>
public static class PublicPlan
{
    public static RawJson Of(Plan plan)
    {
        var json = new JsonTextWriter();
        Write(json, plan);
        return new RawJson(json.ToString());
    }

    public static void Write(JsonTextWriter json, Plan plan)
    {
        if (!DeepRecursion.HasStack)
        {
            DeepRecursion.Continue((json, plan), static s => Write(s.json, s.plan));
            return;
        }

        json.StartObject();
        json.Optional("id", plan.Id.ToString());
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
            case ResourcePlan resource:
                Resource(json, resource);
                break;
            case TaskPlan task:
                json.Field("name", task.Name);
                json.Field("privileged", task.Privileged);
                json.Field("hermetic", task.Hermetic);
                break;
            case RunPlan run:
                json.Field("message", run.Message);
                json.Field("type", run.Type);
                json.Field("privileged", run.Privileged);
                break;
            case SetPipelinePlan set:
                json.Field("name", set.Name);
                json.Field("team", set.Team);
                json.Field("instance_vars", set.InstanceVars);
                break;
            case LoadVarPlan load:
                json.Field("name", load.Name);
                break;
            case InParallelPlan parallel:
                json.Field("steps", parallel.Steps, Write);
                json.Optional("limit", parallel.Limit);
                json.Optional("fail_fast", parallel.FailFast);
                break;
            case AcrossPlan across:
                json.Field("vars", across.Vars, (w, variable) =>
                {
                    w.StartObject();
                    w.Field("name", variable.Name);
                    w.EndObject();
                });
                json.Optional("fail_fast", across.FailFast);
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
                json.Field("name", dependent.Name);
                json.Field("type", dependent.Type);
                json.Field("resource", dependent.Resource);
                break;
        }

        json.EndObject();
    }

    private static void Resource(JsonTextWriter json, ResourcePlan plan)
    {
        json.Field("name", plan.Name);
        json.Field("type", plan.Type);
        if (plan is not CheckPlan)
        {
            json.Optional("resource", plan.Resource);
        }

        json.Optional("version", (plan as GetPlan)?.Version, (w, version) => w.StringMap(version));
        json.Optional("image_get_plan", plan.Image.Get, Write);
        json.Optional("image_check_plan", plan.Image.Check, Write);
    }
}
