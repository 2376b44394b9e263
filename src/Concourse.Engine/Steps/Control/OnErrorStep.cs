namespace Concourse.Engine.Steps.Control;

/// <summary>Runs its hook, which cannot be aborted, after an error or an exceeded time limit. The result stays an error.</summary>
internal sealed class OnErrorStep(IStep step, IStep hook) : IStep
{
    public async Task<StepOutcome> RunAsync(StepScope scope, StepCancellation cancellation)
    {
        var outcome = await step.RunAsync(scope, cancellation);
        if (outcome is not StepOutcome.Errored)
        {
            return outcome;
        }

        using var detached = cancellation.Detached();
        var hooked = await hook.RunAsync(scope, detached);
        return StepOutcome.Aggregate([outcome, hooked]);
    }
}
