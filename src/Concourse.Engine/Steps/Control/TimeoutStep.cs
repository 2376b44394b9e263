using Concourse.Core.Configuration;

namespace Concourse.Engine.Steps.Control;

/// <summary>A time limit around everything in its step; passing it is a failure, not an error.</summary>
internal sealed class TimeoutStep(IStep step, string duration, TimeProvider time) : IStep
{
    public async Task<StepOutcome> RunAsync(StepScope scope, StepCancellation cancellation)
    {
        // A bad duration has no event of its own, as upstream (engine chapter, trap 6).
        if (!GoDuration.TryParse(duration, out var limit, out var error))
        {
            return new StepOutcome.Errored("parse timeout: " + error);
        }

        using var limited = cancellation.Child(limit.ToTimeSpan(), time);
        var outcome = await step.RunAsync(scope, limited);
        return outcome is StepOutcome.Errored { IsDeadline: true } ? StepOutcome.Failure : outcome;
    }
}
