namespace Concourse.Engine.Steps.Control;

/// <summary>Runs its hook, which cannot be aborted again, after an abort (not after a time limit).</summary>
internal sealed class OnAbortStep(IStep step, IStep hook) : IStep
{
    public async Task<StepOutcome> RunAsync(StepScope scope, StepCancellation cancellation)
    {
        var outcome = await step.RunAsync(scope, cancellation);
        if (outcome is StepOutcome.Aborted)
        {
            using var detached = cancellation.Detached();
            await hook.RunAsync(scope, detached);
        }

        return outcome;
    }
}
