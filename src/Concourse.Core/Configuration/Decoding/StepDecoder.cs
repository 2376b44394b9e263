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
        new("across", new StructShape("AcrossStep", "across", "fail_fast"), Across),
        new("attempts", new StructShape("RetryStep", "attempts"), Retry),
        new("run", RunShape, Run),
        new("task", TaskShape, Task),
        new("put", PutShape, Put),
        new("get", GetShape, Get),
        new("timeout", new StructShape("TimeoutStep", "timeout"), Timeout),
        new("set_pipeline", SetPipelineShape, SetPipeline),
        new("load_var", LoadVarShape, LoadVar),
        new("try", new StructShape("TryStep", "try"), Try),
        new("do", new StructShape("DoStep", "do"), Do),
        new("in_parallel", new StructShape("InParallelStep", "in_parallel"), InParallel),
    ];

    /// <summary>Every key that some step knows, for suggestions.</summary>
    public static IEnumerable<string> KnownKeys => Precedence.SelectMany(l => l.Shape.Keys).Distinct();

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
        var wrappers = new Stack<Func<StepConfig, StepConfig>>();
        foreach (var layer in Precedence)
        {
            if (!remaining.ContainsKey(layer.Key))
            {
                continue;
            }

            var scope = new DecodeScope(strict: false, coerce: false);
            var (core, wrap) = layer.Read(scope.Struct(remaining, DecodePath.Root, layer.Shape, $"atc.{layer.Shape.Name}"));
            if (scope.Failure is not null)
            {
                failure = scope.Failure.Wrapped($"malformed {layer.Key} step: ");
                return null;
            }

            remaining = new MapValue(remaining.Entries.Where(e => !layer.Shape.Knows(e.Key)), remaining.Position);
            if (wrap is not null)
            {
                wrappers.Push(wrap);
                continue;
            }

            failure = null;
            var config = wrappers.Aggregate(core!, (inner, outer) => outer(inner));
            return new Step(config) { UnknownFields = remaining.Entries, Position = value.Position };
        }

        failure = DecodeFailure.Of(
            wrappers.Count == 0 ? "no step configured" : "no core step type declared (e.g. get, put, task, etc.)",
            value.Position,
            remaining.Keys.Select(k => KeySuggestion.For(k, Precedence.Select(l => l.Key))).FirstOrDefault(h => h.Length > 0, ""));
        return null;
    }

    private static Layer Hook(string key, string shape, Func<StepConfig, Step, StepConfig> wrap) =>
        new(key, new StructShape(shape, key), fields =>
        {
            var hook = fields.CustomOrNull<Step>(key, Decode);
            return (null, inner => wrap(inner, hook!));
        });

    private sealed record Layer(string Key, StructShape Shape, ReadLayer Read);
}
