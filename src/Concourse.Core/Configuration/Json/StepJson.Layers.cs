using Concourse.Core.Configuration.Steps;
using Concourse.Core.Configuration.Tasks;

namespace Concourse.Core.Configuration.Json;

/// <content>The fields of each kind of step.</content>
public static partial class StepJson
{
    private static void Collect(StepFields fields, StepConfig layer)
    {
        switch (layer)
        {
            case HookStep hook:
                fields.Add(hook.Key, w => Write(w, hook.Hook));
                break;
            case AcrossStep across:
                fields.Add("across", w => w.Array(across.Vars, Across));
                fields.Optional("fail_fast", across.FailFast);
                break;
            case RetryStep retry:
                fields.Add("attempts", w => w.Number(retry.Attempts));
                break;
            case TimeoutStep timeout:
                fields.Add("timeout", timeout.Duration);
                break;
            case GetStep get:
                Collect(fields, get);
                break;
            case PutStep put:
                Collect(fields, put);
                break;
            case TaskStep task:
                Collect(fields, task);
                break;
            case RunStep run:
                Collect(fields, run);
                break;
            case SetPipelineStep set:
                fields.Add("set_pipeline", set.Name);
                fields.Optional("file", set.File);
                fields.Optional("team", set.Team);
                fields.Optional("vars", set.Vars);
                fields.Optional("var_files", set.VarFiles);
                fields.Optional("instance_vars", set.InstanceVars);
                break;
            case LoadVarStep load:
                fields.Add("load_var", load.Name);
                fields.Optional("file", load.File);
                fields.Optional("format", load.Format);
                fields.Optional("reveal", load.Reveal);
                break;
            case TryStep attempt:
                fields.Add("try", w => Write(w, attempt.Step));
                break;
            case DoStep sequence:
                fields.Add("do", w => w.Array(sequence.Steps, Write));
                break;
            case InParallelStep parallel:
                fields.Add("in_parallel", w => Parallel(w, parallel));
                break;
        }
    }

    private static void Collect(StepFields fields, GetStep get)
    {
        fields.Add("get", get.Name);
        fields.Optional("resource", get.Resource);
        if (get.Version is not null)
        {
            fields.Add("version", w => Version(w, get.Version));
        }

        fields.Optional("params", get.Params);
        fields.Optional("passed", get.Passed);
        fields.Optional("trigger", get.Trigger);
        fields.Optional("tags", get.Tags);
        fields.Optional("timeout", get.Timeout);
    }

    private static void Collect(StepFields fields, PutStep put)
    {
        fields.Add("put", put.Name);
        fields.Optional("resource", put.Resource);
        fields.Optional("params", put.Params);
        if (put.Inputs is not null)
        {
            fields.Add("inputs", w => PutInputs(w, put.Inputs));
        }

        fields.Optional("tags", put.Tags);
        fields.Optional("get_params", put.GetParams);
        fields.Optional("timeout", put.Timeout);
        fields.Optional("no_get", put.NoGet);
    }

    private static void Collect(StepFields fields, TaskStep task)
    {
        fields.Add("task", task.Name);
        fields.Optional("privileged", task.Privileged);
        fields.Optional("hermetic", task.Hermetic);
        fields.Optional("file", task.File);
        Limits(fields, task.Limits);
        if (task.Config is not null)
        {
            fields.Add("config", w => TaskConfigJson.Write(w, task.Config));
        }

        fields.Optional("params", task.Params);
        fields.Optional("vars", task.Vars);
        fields.Optional("tags", task.Tags);
        fields.Optional("input_mapping", task.InputMapping);
        fields.Optional("output_mapping", task.OutputMapping);
        fields.Optional("image", task.Image);
        fields.Optional("timeout", task.Timeout);
        if (task.Sidecars is { Count: > 0 })
        {
            fields.Add("sidecars", w => w.Array(task.Sidecars, TaskConfigJson.Sidecar));
        }
    }

    private static void Collect(StepFields fields, RunStep run)
    {
        fields.Add("run", run.Message);
        fields.Add("type", run.Type);
        fields.Optional("params", run.Params);
        fields.Optional("privileged", run.Privileged);
        fields.Optional("tags", run.Tags);
        Limits(fields, run.Limits);
        fields.Optional("timeout", run.Timeout);
    }

    private static void Limits(StepFields fields, ContainerLimits? limits)
    {
        if (limits is not null)
        {
            fields.Add("container_limits", w => TaskConfigJson.Limits(w, limits));
        }
    }
}
