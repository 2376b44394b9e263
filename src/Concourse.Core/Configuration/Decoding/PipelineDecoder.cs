using Concourse.Core.Configuration.Steps;
using Concourse.Core.Values;

namespace Concourse.Core.Configuration.Decoding;

/// <summary>Decodes the objects of a pipeline (pipeline-config.md §2, §3).</summary>
internal static class PipelineDecoder
{
    /// <summary>The top-level keys; others are dropped on the server.</summary>
    public static StructShape Shape { get; } = new(
        "Config", "groups", "var_sources", "resources", "resource_types", "prototypes", "jobs", "display", "user_data");

    private static readonly StructShape GroupShape = new("GroupConfig", "name", "jobs", "resources");
    private static readonly StructShape VarSourceShape = new("VarSourceConfig", "name", "type", "config");
    private static readonly StructShape ResourceShape = new(
        "ResourceConfig", "name", "old_name", "public", "webhook_token", "type", "source", "check_every", "check_timeout", "tags",
        "version", "icon", "expose_build_created_by");

    private static readonly string[] TypeKeys = ["name", "type", "source", "defaults", "privileged", "check_every", "tags", "params"];
    private static readonly StructShape ResourceTypeShape = new("ResourceType", TypeKeys);
    private static readonly StructShape PrototypeShape = new("Prototype", TypeKeys);
    private static readonly StructShape DisplayShape = new("DisplayConfig", "background_image", "background_filter");
    private static readonly StructShape RetentionShape = new("BuildLogRetention", "builds", "minimum_succeeded_builds", "days");
    private static readonly StructShape JobShape = new(
        "JobConfig", "name", "old_name", "public", "disable_manual_trigger", "disable_reruns", "serial", "interruptible", "serial_groups",
        "max_in_flight", "build_logs_to_retain", "build_log_retention", "on_success", "on_failure", "on_abort", "on_error", "ensure",
        "plan");

    public static PipelineConfig Pipeline(DecodeScope scope, Value value)
    {
        var fields = scope.Struct(value, DecodePath.Root, Shape);
        return new PipelineConfig
        {
            Groups = fields.List("groups", "atc.GroupConfigs", (v, at) => Group(scope, v, at)),
            VarSources = fields.List("var_sources", "atc.VarSourceConfigs", (v, at) => VarSource(scope, v, at)),
            Resources = fields.List("resources", "atc.ResourceConfigs", (v, at) => Resource(scope, v, at)),
            ResourceTypes = fields.List("resource_types", "atc.ResourceTypes", (v, at) => ResourceType(scope, v, at)),
            Prototypes = fields.List("prototypes", "atc.Prototypes", (v, at) => Prototype(scope, v, at)),
            Jobs = fields.List("jobs", "atc.JobConfigs", (v, at) => Job(scope, v, at)),
            Display = fields.Object("display", (v, at) => Display(scope, v, at)),
            UserData = fields.Any("user_data"),
        };
    }

    public static GroupConfig Group(DecodeScope scope, Value value, DecodePath path)
    {
        var fields = scope.Struct(value, path, GroupShape);
        return new GroupConfig
        {
            Name = fields.Text("name"),
            Jobs = fields.Texts("jobs"),
            Resources = fields.Texts("resources"),
            Position = value.Position,
        };
    }

    public static VarSourceConfig VarSource(DecodeScope scope, Value value, DecodePath path)
    {
        var fields = scope.Struct(value, path, VarSourceShape);
        return new VarSourceConfig
        {
            Name = fields.Text("name"),
            Type = fields.Text("type"),
            Config = fields.Any("config"),
            Position = value.Position,
        };
    }

    public static ResourceConfig Resource(DecodeScope scope, Value value, DecodePath path)
    {
        var fields = scope.Struct(value, path, ResourceShape);
        return new ResourceConfig
        {
            Name = fields.Text("name"),
            OldName = fields.Text("old_name"),
            Public = fields.Bool("public"),
            WebhookToken = fields.Text("webhook_token"),
            Type = fields.Text("type"),
            Source = fields.Map("source", "atc.Source"),
            CheckEvery = fields.CustomStruct<CheckEvery>("check_every", ScalarDecoders.CheckEvery),
            CheckTimeout = fields.Text("check_timeout"),
            Tags = fields.Tags("tags"),
            Version = fields.Version("version"),
            Icon = fields.Text("icon"),
            ExposeBuildCreatedBy = fields.Bool("expose_build_created_by"),
            Position = value.Position,
        };
    }

    public static ResourceTypeConfig ResourceType(DecodeScope scope, Value value, DecodePath path) =>
        Custom<ResourceTypeConfig>(scope.Struct(value, path, ResourceTypeShape), value);

    public static PrototypeConfig Prototype(DecodeScope scope, Value value, DecodePath path) =>
        Custom<PrototypeConfig>(scope.Struct(value, path, PrototypeShape), value);

    public static DisplayConfig Display(DecodeScope scope, Value value, DecodePath path)
    {
        var fields = scope.Struct(value, path, DisplayShape);
        return new DisplayConfig
        {
            BackgroundImage = fields.Text("background_image"),
            BackgroundFilter = fields.Text("background_filter"),
            Position = value.Position,
        };
    }

    public static JobConfig Job(DecodeScope scope, Value value, DecodePath path)
    {
        var fields = scope.Struct(value, path, JobShape);
        return new JobConfig
        {
            Name = fields.Text("name"),
            OldName = fields.Text("old_name"),
            Public = fields.Bool("public"),
            DisableManualTrigger = fields.Bool("disable_manual_trigger"),
            DisableReruns = fields.Bool("disable_reruns"),
            Serial = fields.Bool("serial"),
            Interruptible = fields.Bool("interruptible"),
            SerialGroups = fields.Texts("serial_groups"),
            RawMaxInFlight = fields.Int("max_in_flight"),
            BuildLogsToRetain = fields.Int("build_logs_to_retain"),
            BuildLogRetention = fields.Object("build_log_retention", (v, at) => Retention(scope, v, at)),
            OnSuccess = fields.Custom<Step>("on_success", StepDecoder.Decode),
            OnFailure = fields.Custom<Step>("on_failure", StepDecoder.Decode),
            OnAbort = fields.Custom<Step>("on_abort", StepDecoder.Decode),
            OnError = fields.Custom<Step>("on_error", StepDecoder.Decode),
            Ensure = fields.Custom<Step>("ensure", StepDecoder.Decode),
            Plan = fields.CustomList<Step>("plan", "[]atc.Step", StepDecoder.Decode),
            Position = value.Position,
        };
    }

    private static T Custom<T>(StructReader fields, Value value)
        where T : CustomType, new() => new()
    {
        Name = fields.Text("name"),
        Type = fields.Text("type"),
        Source = fields.Map("source", "atc.Source"),
        Defaults = fields.Map("defaults", "atc.Source"),
        Privileged = fields.Bool("privileged"),
        CheckEvery = fields.CustomStruct<CheckEvery>("check_every", ScalarDecoders.CheckEvery),
        Tags = fields.Tags("tags"),
        Params = fields.Map("params", "atc.Params"),
        Position = value.Position,
    };

    private static BuildLogRetention Retention(DecodeScope scope, Value value, DecodePath path)
    {
        var fields = scope.Struct(value, path, RetentionShape);
        return new BuildLogRetention
        {
            Builds = fields.Int("builds"),
            MinimumSucceededBuilds = fields.Int("minimum_succeeded_builds"),
            Days = fields.Int("days"),
        };
    }
}
