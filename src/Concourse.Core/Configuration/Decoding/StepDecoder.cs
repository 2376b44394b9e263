using Concourse.Core.Configuration.Steps;
using Concourse.Core.Values;

namespace Concourse.Core.Configuration.Decoding;

/// <summary>
/// Decodes a step: walks the known keys in upstream's precedence, the first found being the outermost layer, until a
/// core step is found; what no layer knows stays as unknown fields (pipeline-config.md §4.1).
/// </summary>
internal static partial class StepDecoder
{
    private static readonly Layer[] Precedence =
    [
        Hook("ensure", "EnsureStep", (inner, hook) => new EnsureStep { Inner = inner, Hook = hook }),
        Hook("on_error", "OnErrorStep", (inner, hook) => new OnErrorStep { Inner = inner, Hook = hook }),
        Hook("on_abort", "OnAbortStep", (inner, hook) => new OnAbortStep { Inner = inner, Hook = hook }),
        Hook("on_failure", "OnFailureStep", (inner, hook) => new OnFailureStep { Inner = inner, Hook = hook }),
        Hook("on_success", "OnSuccessStep", (inner, hook) => new OnSuccessStep { Inner = inner, Hook = hook }),
        new("across", null, new StructShape("AcrossStep", "across", "fail_fast"), Across),
        new("attempts", null, new StructShape("RetryStep", "attempts"), Retry),
        new("run", typeof(RunStep), RunShape, Run),
        new("task", typeof(TaskStep), TaskShape, Task),
        new("put", typeof(PutStep), PutShape, Put),
        new("get", typeof(GetStep), GetShape, Get),
        new("timeout", null, new StructShape("TimeoutStep", "timeout"), Timeout),
        new("set_pipeline", typeof(SetPipelineStep), SetPipelineShape, SetPipeline),
        new("load_var", typeof(LoadVarStep), LoadVarShape, LoadVar),
        new("try", typeof(TryStep), new StructShape("TryStep", "try"), Try),
        new("do", typeof(DoStep), new StructShape("DoStep", "do"), Do),
        new("in_parallel", typeof(InParallelStep), new StructShape("InParallelStep", "in_parallel"), InParallel),
    ];

    /// <summary>The keys that a step of this kind may have: its own and those of modifiers.</summary>
    public static IReadOnlyList<string> KeysOf(StepConfig step)
    {
        while (step is WrapperStep wrapper)
        {
            step = wrapper.Inner;
        }

        // fail_fast is a key only beside across.
        var core = Precedence.First(l => l.Core == step.GetType());
        return [.. core.Shape.Keys, .. Precedence.Where(l => l.Core is null).Select(l => l.Key)];
    }

    // How a layer reads its fields: either a core step, or a function that wraps what follows.
    private delegate (StepConfig? Core, Func<StepConfig, StepConfig>? Wrap) ReadLayer(StructReader fields);

    public static Step? Decode(Value value, out DecodeFailure? failure)
    {
        if (value is not (MapValue or NullValue))
        {
            failure = DecodeFailure.Mismatch(value.KindName, "map[string]*json.RawMessage", DecodePath.Root, value.Position);
            return null;
        }

        var remaining = value as MapValue ?? MapValue.Empty;
        Stack<Func<StepConfig, StepConfig>>? wrappers = null;
        foreach (var layer in Precedence)
        {
            if (!remaining.ContainsKey(layer.Key))
            {
                continue;
            }

            var scope = new DecodeScope(strict: false, coerce: false);
            var (core, wrap) = layer.Read(scope.Struct(remaining, DecodePath.Root, layer.Shape));
            if (scope.Failure is not null)
            {
                failure = scope.Failure.Wrapped($"malformed {layer.Key} step: ");
                return null;
            }

            remaining = Without(remaining, layer.Shape);
            if (wrap is not null)
            {
                (wrappers ??= []).Push(wrap);
                continue;
            }

            failure = null;
            var config = wrappers is null ? core! : wrappers.Aggregate(core!, (inner, outer) => outer(inner));
            return new Step(config) { UnknownFields = remaining.Entries, Position = value.Position };
        }

        failure = DecodeFailure.Of(
            wrappers is null ? "no step configured" : "no core step type declared (e.g. get, put, task, etc.)",
            value.Position,
            remaining.Keys.Select(k => KeySuggestion.For(k, Precedence.Select(l => l.Key))).FirstOrDefault(h => h.Length > 0, ""));
        return null;
    }

    private static MapValue Without(MapValue fields, StructShape known)
    {
        List<MapEntry>? left = null;
        foreach (var entry in fields.Entries)
        {
            if (!known.Knows(entry.Key))
            {
                (left ??= []).Add(entry);
            }
        }

        return left is null ? MapValue.Empty : new MapValue(left);
    }

    private static Layer Hook(string key, string shape, Func<StepConfig, Step, StepConfig> wrap) =>
        new(key, null, new StructShape(shape, key), fields =>
        {
            var hook = fields.CustomOrNull<Step>(key, Decode);
            return (null, inner => wrap(inner, hook!));
        });

    // Core is the type of a core step; null for a modifier.
    private sealed record Layer(string Key, Type? Core, StructShape Shape, ReadLayer Read);
}
