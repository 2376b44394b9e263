using Concourse.Core.Configuration.Steps;
using Concourse.Core.Configuration.Tasks;

namespace Concourse.Core.Configuration.Decoding;

/// <content>Steps that do something themselves.</content>
internal static partial class StepDecoder
{
    private static StructShape RunShape => new(
        "RunStep", "run", "type", "params", "privileged", "tags", "container_limits", "timeout");

    private static StructShape TaskShape => new(
        "TaskStep", "task", "privileged", "hermetic", "file", "container_limits", "config", "params", "vars", "tags", "input_mapping",
        "output_mapping", "image", "timeout", "sidecars");

    private static StructShape PutShape => new(
        "PutStep", "put", "resource", "params", "inputs", "tags", "get_params", "timeout", "no_get");

    private static StructShape GetShape => new(
        "GetStep", "get", "resource", "version", "params", "passed", "trigger", "tags", "timeout");

    private static StructShape SetPipelineShape => new(
        "SetPipelineStep", "set_pipeline", "file", "team", "vars", "var_files", "instance_vars");

    private static StructShape LoadVarShape => new("LoadVarStep", "load_var", "file", "format", "reveal");

    private static (StepConfig?, Func<StepConfig, StepConfig>?) Get(StructReader fields) => (new GetStep
    {
        Name = fields.Text("get"),
        Resource = fields.Text("resource"),
        Version = fields.Custom<GetVersion>("version", ScalarDecoders.GetVersion),
        Params = fields.Map("params", "atc.Params"),
        Passed = fields.Texts("passed"),
        Trigger = fields.Bool("trigger"),
        Tags = fields.Tags("tags"),
        Timeout = fields.Text("timeout"),
    }, null);

    private static (StepConfig?, Func<StepConfig, StepConfig>?) Put(StructReader fields) => (new PutStep
    {
        Name = fields.Text("put"),
        Resource = fields.Text("resource"),
        Params = fields.Map("params", "atc.Params"),
        Inputs = fields.Custom<PutInputs>("inputs", ScalarDecoders.PutInputs),
        Tags = fields.Tags("tags"),
        GetParams = fields.Map("get_params", "atc.Params"),
        Timeout = fields.Text("timeout"),
        NoGet = fields.Bool("no_get"),
    }, null);

    private static (StepConfig?, Func<StepConfig, StepConfig>?) Task(StructReader fields) => (new TaskStep
    {
        Name = fields.Text("task"),
        Privileged = fields.Bool("privileged"),
        Hermetic = fields.Bool("hermetic"),
        File = fields.Text("file"),
        Limits = TaskDecoder.Limits(fields),
        Config = fields.Custom<TaskConfig>("config", TaskDecoder.Decode),
        Params = fields.CustomOrNull<IReadOnlyDictionary<string, string>>("params", TaskDecoder.Environment),
        Vars = fields.Map("vars", "atc.Params"),
        Tags = fields.Tags("tags"),
        InputMapping = fields.TextMap("input_mapping", "map[string]string"),
        OutputMapping = fields.TextMap("output_mapping", "map[string]string"),
        Image = fields.Text("image"),
        Timeout = fields.Text("timeout"),
        Sidecars = fields.CustomList<SidecarReference>("sidecars", "[]string", SidecarDecoder.Reference),
    }, null);

    private static (StepConfig?, Func<StepConfig, StepConfig>?) Run(StructReader fields) => (new RunStep
    {
        Message = fields.Text("run"),
        Type = fields.Text("type"),
        Params = fields.Map("params", "atc.Params"),
        Privileged = fields.Bool("privileged"),
        Tags = fields.Tags("tags"),
        Limits = TaskDecoder.Limits(fields),
        Timeout = fields.Text("timeout"),
    }, null);

    private static (StepConfig?, Func<StepConfig, StepConfig>?) SetPipeline(StructReader fields) => (new SetPipelineStep
    {
        Name = fields.Text("set_pipeline"),
        File = fields.Text("file"),
        Team = fields.Text("team"),
        Vars = fields.Map("vars", "atc.Params"),
        VarFiles = fields.Texts("var_files"),
        InstanceVars = fields.Map("instance_vars", "atc.InstanceVars"),
    }, null);

    private static (StepConfig?, Func<StepConfig, StepConfig>?) LoadVar(StructReader fields) => (new LoadVarStep
    {
        Name = fields.Text("load_var"),
        File = fields.Text("file"),
        Format = fields.Text("format"),
        Reveal = fields.Bool("reveal"),
    }, null);
}
