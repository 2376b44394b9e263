using Concourse.Core.Configuration.Steps;
using Concourse.Core.Values;

namespace Concourse.Core.Configuration.Decoding;

/// <content>Modifiers and steps that contain steps.</content>
internal static partial class StepDecoder
{
    private static readonly StructShape AcrossVarShape = new("target", "var", "values", "max_in_flight");
    private static readonly StructShape ParallelShape = new("target", "steps", "limit", "fail_fast");

    private static (StepConfig?, Func<StepConfig, StepConfig>?) Across(StructReader fields)
    {
        var vars = fields.CustomList<AcrossVarConfig>("across", "[]atc.AcrossVarConfig", AcrossVar);
        var failFast = fields.Bool("fail_fast");
        return (null, inner => new AcrossStep { Inner = inner, Vars = vars, FailFast = failFast });
    }

    private static (StepConfig?, Func<StepConfig, StepConfig>?) Retry(StructReader fields)
    {
        var attempts = fields.Int("attempts");
        return (null, inner => new RetryStep { Inner = inner, Attempts = attempts });
    }

    private static (StepConfig?, Func<StepConfig, StepConfig>?) Timeout(StructReader fields)
    {
        var duration = fields.Text("timeout");
        return (null, inner => new TimeoutStep { Inner = inner, Duration = duration });
    }

    private static (StepConfig?, Func<StepConfig, StepConfig>?) Try(StructReader fields) =>
        (new TryStep(fields.CustomOrNull<Step>("try", Decode)!), null);

    private static (StepConfig?, Func<StepConfig, StepConfig>?) Do(StructReader fields) =>
        (new DoStep { Steps = fields.CustomList<Step>("do", "[]atc.Step", Decode) }, null);

    private static (StepConfig?, Func<StepConfig, StepConfig>?) InParallel(StructReader fields) =>
        (fields.CustomOrNull<InParallelStep>("in_parallel", Parallel), null);

    private static InParallelStep? Parallel(Value value, out DecodeFailure? failure)
    {
        var scope = new DecodeScope(strict: false, coerce: false);
        switch (value)
        {
            case ListValue:
                var steps = scope.List(value, DecodePath.Root, "[]atc.Step", (item, path) => Inner(scope, item, path));
                failure = scope.Failure?.Wrapped("failed to unmarshal parallel steps: ");
                return new InParallelStep { Steps = steps };
            case MapValue:
                var fields = scope.Struct(value, DecodePath.Root, ParallelShape);
                var parallel = new InParallelStep
                {
                    Steps = fields.CustomList<Step>("steps", "[]atc.Step", Decode),
                    Limit = fields.Int("limit"),
                    FailFast = fields.Bool("fail_fast"),
                };
                failure = scope.Failure?.Wrapped("failed to unmarshal parallel config: ");
                return parallel;
            default:
                failure = DecodeFailure.Of($"wrong type for parallel config: {GoFormat.Display(value)}", value.Position);
                return null;
        }
    }

    private static Step Inner(DecodeScope scope, Value value, DecodePath path)
    {
        var step = Decode(value, out var failure);
        if (failure is not null)
        {
            scope.Abort(path, failure);
        }

        return step!;
    }

    private static AcrossVarConfig? AcrossVar(Value value, out DecodeFailure? failure)
    {
        var scope = new DecodeScope(strict: true, coerce: false);
        var fields = scope.Struct(value, DecodePath.Root, AcrossVarShape);
        var variable = new AcrossVarConfig
        {
            Var = fields.Text("var"),
            Values = fields.Any("values"),
            MaxInFlight = fields.CustomStruct<MaxInFlight>("max_in_flight", ScalarDecoders.MaxInFlight),
        };
        failure = scope.Failure;
        return variable;
    }
}
