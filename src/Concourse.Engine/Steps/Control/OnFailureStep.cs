namespace Concourse.Engine.Steps.Control;

/// <summary>Runs its hook after a failure. The result stays a failure unless the hook errors.</summary>
internal sealed class OnFailureStep(IStep step, IStep hook) : IStep
{
    public async Task<StepOutcome> RunAsync(StepScope scope, StepCancellation cancellation)
    {
        var outcome = await step.RunAsync(scope, cancellation);
        if (outcome is not StepOutcome.Failed)
        {
            return outcome;
        }

        var hooked = await hook.RunAsync(scope, cancellation);
        return hooked.IsError ? hooked : outcome;
    }
}
