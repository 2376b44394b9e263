using System.Text.Json;
using Concourse.Core.Configuration;
using Concourse.Core.Configuration.Decoding;
using Concourse.Core.Configuration.Steps;
using Concourse.Core.Configuration.Tasks;
using Concourse.Core.Json;
using Concourse.Core.Values;

namespace Concourse.Core.Plans;

/// <content>Reading plans back. Unknown keys are ignored: the plan may come from a newer writer.</content>
public static partial class PlanJson
{
    // Of several kinds in one node the first of this order counts (engine.md §2).
    private static readonly (string Key, Func<PlanId, Value, DecodeScope, Plan> Read)[] Kinds =
    [
        ("in_parallel", (id, v, s) => ReadParallel(id, v, s)),
        ("across", (id, v, s) => ReadAcross(id, v, s)),
        ("do", (id, v, s) => new DoPlan(id, ReadList(v, s))),
        ("timeout", (id, v, s) => new TimeoutPlan(id, Inner(v, "step", s), Open(v, s).Text("duration"))),
        ("try", (id, v, s) => new TryPlan(id, Inner(v, "step", s))),
        ("on_abort", (id, v, s) => new OnAbortPlan(id, Inner(v, "step", s), Inner(v, "on_abort", s))),
        ("on_error", (id, v, s) => new OnErrorPlan(id, Inner(v, "step", s), Inner(v, "on_error", s))),
        ("on_success", (id, v, s) => new OnSuccessPlan(id, Inner(v, "step", s), Inner(v, "on_success", s))),
        ("on_failure", (id, v, s) => new OnFailurePlan(id, Inner(v, "step", s), Inner(v, "on_failure", s))),
        ("ensure", (id, v, s) => new EnsurePlan(id, Inner(v, "step", s), Inner(v, "ensure", s))),
        ("run", (id, v, s) => ReadRun(id, v, s)),
        ("task", (id, v, s) => ReadTask(id, v, s)),
        ("set_pipeline", (id, v, s) => ReadSetPipeline(id, v, s)),
        ("load_var", (id, v, s) => ReadLoadVar(id, v, s)),
        ("check", (id, v, s) => ReadCheck(id, v, s)),
        ("get", (id, v, s) => ReadGet(id, v, s)),
        ("put", (id, v, s) => ReadPut(id, v, s)),
        ("retry", (id, v, s) => new RetryPlan(id, ReadList(v, s))),
        ("artifact_input", (id, v, s) => new ArtifactInputPlan(id, Open(v, s).Int("artifact_id"), Open(v, s).Text("name"))),
        ("artifact_output", (id, v, s) => new ArtifactOutputPlan(id, Open(v, s).Text("name"))),
        ("dependent_get", (id, v, s) => ReadDependentGet(id, v, s)),
    ];

    // The keys of all kinds together: no two kinds use one key for different things.
    private static readonly StructShape BodyShape = new(
        "Plan", "name", "type", "source", "image", "version", "version_from", "params", "resource", "tags", "timeout", "inputs",
        "expose_build_created_by", "from_version", "resource_type", "prototype", "interval", "skip_interval", "privileged", "hermetic",
        "config_path", "config", "container_limits", "vars", "input_mapping", "output_mapping", "resource_types",
        "check_skip_interval", "sidecars", "message", "object", "file", "team", "var_files", "instance_vars", "steps",
        "limit", "fail_fast", "substep_template", "step", "duration", "artifact_id", "check_plan", "get_plan", "base_type", "values",
        "max_in_flight");

    private static readonly StructShape LoadVarShape = new("LoadVarPlan", "name", "file", "format", "reveal");

    /// <summary>
    /// A load_var plan whose vars were replaced in its <see cref="Template"/>. Its name stays as it is (pipeline-config.md §7.5).
    /// </summary>
    /// <exception cref="ConfigFormatException">A value is of the wrong type for its place; upstream's message.</exception>
    public static LoadVarPlan Interpolated(LoadVarPlan plan, Value template)
    {
        var scope = new DecodeScope(strict: false, coerce: true);
        var interpolated = ReadLoadVar(plan.Id, template, scope) with { Name = plan.Name };
        return scope.Failure is { } failure
            ? throw new ConfigFormatException($"error unmarshaling JSON: while decoding JSON: {failure.Message}")
            : interpolated;
    }

    /// <exception cref="ConfigFormatException">The text is no plan.</exception>
    public static Plan Parse(string json)
    {
        try
        {
            return Parse(JsonText.Parse(json));
        }
        catch (JsonException e)
        {
            throw new ConfigFormatException($"plan is malformed: {e.Message}");
        }
    }

    /// <summary>Reads a plan from a value.</summary>
    /// <param name="value">The plan's object.</param>
    /// <param name="coerce">Numbers and booleans may fill texts, as they do in a template whose vars were replaced.</param>
    /// <exception cref="ConfigFormatException">The value is no plan.</exception>
    public static Plan Parse(Value value, bool coerce = false)
    {
        var scope = new DecodeScope(strict: false, coerce);
        var plan = Read(value, scope);
        return scope.Failure is null ? plan : throw new ConfigFormatException($"plan is malformed: {scope.Failure.Message}");
    }

    private static Plan Read(Value? value, DecodeScope scope)
    {
        if (!DeepRecursion.HasStack)
        {
            return DeepRecursion.Continue((value, scope), static s => Read(s.value, s.scope));
        }

        if (value is not MapValue map)
        {
            if (value is not (null or NullValue))
            {
                scope.Mismatch(DecodePath.Root, value, "atc.Plan");
            }

            return new EmptyPlan(new PlanId(""));
        }

        var id = new PlanId(map.Text("id") ?? "");
        Plan plan = new EmptyPlan(id);
        foreach (var (key, read) in Kinds)
        {
            if (map.TryGetValue(key, out var body) && body is not NullValue)
            {
                plan = read(id, body, scope);
                break;
            }
        }

        return map.TryGetValue("attempts", out var attempts) && attempts is ListValue list
            ? plan with { Attempts = [.. list.Select(n => scope.Int(n, DecodePath.Root))] }
            : plan;
    }

    private static StructReader Open(Value value, DecodeScope scope) => scope.Struct(value, DecodePath.Root, BodyShape);

    private static Plan Inner(Value value, string key, DecodeScope scope) =>
        Read(value is MapValue map && map.TryGetValue(key, out var inner) ? inner : null, scope);

    private static IReadOnlyList<Plan> ReadList(Value value, DecodeScope scope) =>
        scope.List(value, DecodePath.Root, "[]atc.Plan", (v, _) => Read(v, scope)) ?? [];

    private static InParallelPlan ReadParallel(PlanId id, Value value, DecodeScope scope)
    {
        var fields = Open(value, scope);
        return new InParallelPlan(id, fields.List("steps", "[]atc.Plan", (v, _) => Read(v, scope)) ?? [])
        {
            Limit = fields.Int("limit"),
            FailFast = fields.Bool("fail_fast"),
        };
    }

    private static AcrossPlan ReadAcross(PlanId id, Value value, DecodeScope scope)
    {
        var fields = Open(value, scope);
        return new AcrossPlan(id)
        {
            Vars = fields.List("vars", "[]atc.AcrossVar", (v, path) =>
            {
                var variable = scope.Struct(v, path, BodyShape, "atc.AcrossVar");
                return new AcrossPlanVar(
                    variable.Text("name"),
                    variable.Any("values"),
                    variable.CustomStruct<MaxInFlight>("max_in_flight", ScalarDecoders.MaxInFlight));
            }) ?? [],
            SubstepTemplate = fields.Text("substep_template"),
            FailFast = fields.Bool("fail_fast"),
        };
    }

    private static RunPlan ReadRun(PlanId id, Value value, DecodeScope scope)
    {
        var fields = Open(value, scope);
        return new RunPlan(id)
        {
            Message = fields.Text("message"),
            Type = fields.Text("type"),
            Object = fields.Map("object", "atc.Params"),
            Privileged = fields.Bool("privileged"),
            Tags = fields.Tags("tags"),
            Limits = TaskDecoder.Limits(fields),
            Timeout = fields.Text("timeout"),
        };
    }

    private static TaskPlan ReadTask(PlanId id, Value value, DecodeScope scope)
    {
        var fields = Open(value, scope);
        return new TaskPlan(id)
        {
            Name = fields.Text("name"),
            Privileged = fields.Bool("privileged"),
            Hermetic = fields.Bool("hermetic"),
            Tags = fields.Tags("tags"),
            ConfigPath = fields.Text("config_path"),
            Config = fields.Custom<TaskConfig>("config", TaskDecoder.Decode),
            Limits = TaskDecoder.Limits(fields),
            Image = fields.Text("image"),
            Vars = fields.Map("vars", "atc.Params"),
            Params = fields.Custom<IReadOnlyDictionary<string, string>>("params", TaskDecoder.Environment),
            InputMapping = fields.TextMap("input_mapping", "map[string]string"),
            OutputMapping = fields.TextMap("output_mapping", "map[string]string"),
            Timeout = fields.Text("timeout"),
            ResourceTypes = fields.List("resource_types", "atc.ResourceTypes", (v, path) => PipelineDecoder.ResourceType(scope, v, path)),
            CheckSkipInterval = fields.Bool("check_skip_interval"),
            Sidecars = fields.CustomList<SidecarReference>("sidecars", "[]string", SidecarDecoder.Reference),
        };
    }

    private static SetPipelinePlan ReadSetPipeline(PlanId id, Value value, DecodeScope scope)
    {
        var fields = Open(value, scope);
        return new SetPipelinePlan(id)
        {
            Name = fields.Text("name"),
            File = fields.Text("file"),
            Team = fields.Text("team"),
            Vars = fields.Map("vars", "map[string]interface {}"),
            VarFiles = fields.Texts("var_files"),
            InstanceVars = fields.Map("instance_vars", "map[string]interface {}"),
        };
    }

    private static LoadVarPlan ReadLoadVar(PlanId id, Value value, DecodeScope scope)
    {
        var fields = scope.Struct(value, DecodePath.Root, LoadVarShape);
        return new LoadVarPlan(id)
        {
            Name = fields.Text("name"),
            File = fields.Text("file"),
            Format = fields.Text("format"),
            Reveal = fields.Bool("reveal"),
        };
    }

    private static DependentGetPlan ReadDependentGet(PlanId id, Value value, DecodeScope scope)
    {
        var fields = Open(value, scope);
        return new DependentGetPlan(id) { Type = fields.Text("type"), Name = fields.Text("name"), Resource = fields.Text("resource") };
    }
}
