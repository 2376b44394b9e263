using System.Text;
using Concourse.Core.Json;
using Concourse.Core.Values;

namespace Concourse.Core.Configuration.Json;

/// <summary>
/// JSON form of pipeline configs: of the API, and of the <c>config</c> columns (pipeline-config.md §2, §10).
/// Keys come in upstream's order; what is empty is left out, except the keys that upstream always writes.
/// </summary>
public static class ConfigJson
{
    public static string Text(PipelineConfig config) => Text(Write, config);

    public static string Text(JobConfig job) => Text(Job, job);

    public static string Text(ResourceConfig resource) => Text(Resource, resource);

    public static string Text(CustomType type) => Text(CustomType, type);

    public static void Write(JsonTextWriter json, PipelineConfig config)
    {
        json.StartObject();
        json.Optional("groups", config.Groups, Group);
        json.Optional("var_sources", config.VarSources, VarSource);
        json.Optional("resources", config.Resources, Resource);
        json.Optional("resource_types", config.ResourceTypes, CustomType);
        json.Optional("prototypes", config.Prototypes, CustomType);
        json.Optional("jobs", config.Jobs, Job);
        json.Optional("display", config.Display, Display);
        json.Optional("user_data", config.UserData, (w, value) => w.Value(value));
        json.EndObject();
    }

    public static void Group(JsonTextWriter json, GroupConfig group)
    {
        json.StartObject();
        json.Field("name", group.Name);
        json.Optional("jobs", group.Jobs);
        json.Optional("resources", group.Resources);
        json.EndObject();
    }

    public static void VarSource(JsonTextWriter json, VarSourceConfig source)
    {
        json.StartObject();
        json.Field("name", source.Name);
        json.Field("type", source.Type);
        json.Field("config", source.Config);
        json.EndObject();
    }

    public static void Resource(JsonTextWriter json, ResourceConfig resource)
    {
        json.StartObject();
        json.Field("name", resource.Name);
        json.Optional("old_name", resource.OldName);
        json.Optional("public", resource.Public);
        json.Optional("webhook_token", resource.WebhookToken);
        json.Field("type", resource.Type);
        json.Field("source", resource.Source);
        json.Optional("check_every", resource.CheckEvery, CheckEvery);
        json.Optional("check_timeout", resource.CheckTimeout);
        json.Optional("tags", resource.Tags);
        json.Optional("version", resource.Version);
        json.Optional("icon", resource.Icon);
        json.Optional("expose_build_created_by", resource.ExposeBuildCreatedBy);
        json.EndObject();
    }

    public static void CustomType(JsonTextWriter json, CustomType type)
    {
        json.StartObject();
        json.Field("name", type.Name);
        json.Field("type", type.Type);
        json.Field("source", type.Source);
        json.Optional("defaults", type.Defaults);
        json.Optional("privileged", type.Privileged);
        json.Optional("check_every", type.CheckEvery, CheckEvery);
        json.Optional("tags", type.Tags);
        json.Optional("params", type.Params);
        json.EndObject();
    }

    public static void Display(JsonTextWriter json, DisplayConfig display)
    {
        json.StartObject();
        json.Optional("background_image", display.BackgroundImage);
        json.Optional("background_filter", display.BackgroundFilter);
        json.EndObject();
    }

    public static void Job(JsonTextWriter json, JobConfig job)
    {
        json.StartObject();
        json.Field("name", job.Name);
        json.Optional("old_name", job.OldName);
        json.Optional("public", job.Public);
        json.Optional("disable_manual_trigger", job.DisableManualTrigger);
        json.Optional("disable_reruns", job.DisableReruns);
        json.Optional("serial", job.Serial);
        json.Optional("interruptible", job.Interruptible);
        json.Optional("serial_groups", job.SerialGroups);
        json.Optional("max_in_flight", job.RawMaxInFlight);
        json.Optional("build_logs_to_retain", job.BuildLogsToRetain);
        json.Optional("build_log_retention", job.BuildLogRetention, Retention);
        json.Optional("on_success", job.OnSuccess, StepJson.Write);
        json.Optional("on_failure", job.OnFailure, StepJson.Write);
        json.Optional("on_abort", job.OnAbort, StepJson.Write);
        json.Optional("on_error", job.OnError, StepJson.Write);
        json.Optional("ensure", job.Ensure, StepJson.Write);
        json.Field("plan", job.Plan, StepJson.Write);
        json.EndObject();
    }

    /// <summary>A typed config as an untyped value, for comparing and rendering.</summary>
    internal static MapValue Value<T>(Action<JsonTextWriter, T> write, T config) =>
        (MapValue)JsonText.Parse(Utf8(write, config).Span);

    private static string Text<T>(Action<JsonTextWriter, T> write, T config) => Encoding.UTF8.GetString(Utf8(write, config).Span);

    private static ReadOnlyMemory<byte> Utf8<T>(Action<JsonTextWriter, T> write, T config)
    {
        var json = new JsonTextWriter();
        write(json, config);
        return json.Utf8;
    }

    private static void Retention(JsonTextWriter json, BuildLogRetention retention)
    {
        json.StartObject();
        json.Optional("builds", retention.Builds);
        json.Optional("minimum_succeeded_builds", retention.MinimumSucceededBuilds);
        json.Optional("days", retention.Days);
        json.EndObject();
    }

    private static void CheckEvery(JsonTextWriter json, CheckEvery every) => json.String(every.ToString());
}
