using Concourse.Core.Configuration.Json;
using Concourse.Core.Json;

namespace Concourse.Core.Plans;

/// <content>Bodies of the plans that run something.</content>
public static partial class PlanJson
{
    private static void Get(JsonTextWriter json, GetPlan get)
    {
        json.Optional("name", get.Name);
        Common(json, get);
        json.Optional("version", get.Version, (w, version) => w.StringMap(version));
        json.Optional("version_from", get.VersionFrom, (w, from) => w.String(from.ToString()));
        json.Optional("params", get.Params);
        json.Optional("resource", get.Resource);
        json.Optional("tags", get.Tags);
        json.Optional("timeout", get.Timeout);
    }

    private static void Put(JsonTextWriter json, PutPlan put)
    {
        json.Field("name", put.Name);
        Common(json, put);
        json.Optional("params", put.Params);
        json.Optional("inputs", put.Inputs, StepJson.PutInputs);
        json.Optional("resource", put.Resource);
        json.Optional("tags", put.Tags);
        json.Optional("timeout", put.Timeout);
        json.Optional("expose_build_created_by", put.ExposeBuildCreatedBy);
    }

    private static void Check(JsonTextWriter json, CheckPlan check)
    {
        json.Field("name", check.Name);
        Common(json, check);
        json.Optional("from_version", check.FromVersion);
        json.Optional("resource", check.Resource);
        json.Optional("resource_type", check.ResourceType);
        json.Optional("prototype", check.Prototype);
        json.Optional("interval", check.Interval.ToString());
        json.Optional("skip_interval", check.SkipInterval);
        json.Optional("timeout", check.Timeout);
        json.Optional("tags", check.Tags);
    }

    private static void Common(JsonTextWriter json, ResourcePlan plan)
    {
        json.Field("type", plan.Type);
        json.Field("source", plan.Source);
        json.Name("image");
        json.StartObject();
        json.Optional("check_plan", plan.Image.Check, Write);
        json.Optional("get_plan", plan.Image.Get, Write);
        json.Optional("base_type", plan.Image.BaseType);
        json.Optional("privileged", plan.Image.Privileged);
        json.EndObject();
    }

    private static void Task(JsonTextWriter json, TaskPlan task)
    {
        json.Field("name", task.Name);
        json.Field("privileged", task.Privileged);
        json.Field("hermetic", task.Hermetic);
        json.Optional("tags", task.Tags);
        json.Optional("config_path", task.ConfigPath);
        json.Optional("config", task.Config, TaskConfigJson.Write);
        json.Optional("container_limits", task.Limits, TaskConfigJson.Limits);
        json.Optional("image", task.Image);
        json.Optional("vars", task.Vars);
        json.Optional("params", task.Params);
        json.Optional("input_mapping", task.InputMapping);
        json.Optional("output_mapping", task.OutputMapping);
        json.Optional("timeout", task.Timeout);
        json.Optional("resource_types", task.ResourceTypes, ConfigJson.CustomType);
        json.Optional("check_skip_interval", task.CheckSkipInterval);
        json.Optional("sidecars", task.Sidecars, TaskConfigJson.Sidecar);
    }

    private static void Run(JsonTextWriter json, RunPlan run)
    {
        json.Field("message", run.Message);
        json.Field("type", run.Type);
        json.Optional("object", run.Object);
        json.Field("privileged", run.Privileged);
        json.Optional("tags", run.Tags);
        json.Optional("container_limits", run.Limits, TaskConfigJson.Limits);
        json.Optional("timeout", run.Timeout);
    }
}
