namespace Concourse.Engine.Steps.Control;

/// <summary>Runs its hook in any case; both must succeed. After an abort or time limit the hook cannot be stopped again.</summary>
internal sealed class EnsureStep(IStep step, IStep hook) : IStep
{
    public async Task<StepOutcome> RunAsync(StepScope scope, StepCancellation cancellation)
    {
        var outcome = await step.RunAsync(scope, cancellation);
        StepOutcome hooked;
        if (cancellation.IsCancelled)
        {
            using var detached = cancellation.Detached();
            hooked = await hook.RunAsync(scope, detached);
        }
        else
        {
            hooked = await hook.RunAsync(scope, cancellation);
        }

        if (cancellation.IsCancelled)
        {
            return cancellation.Outcome;
        }

        if (outcome.IsError || hooked.IsError)
        {
            return StepOutcome.Aggregate([outcome, hooked]);
        }

        return outcome is StepOutcome.Succeeded ? hooked : outcome;
    }
}
