namespace Concourse.Engine.Steps.Control;

/// <summary>Runs its hook after a success; the hook's outcome then counts.</summary>
internal sealed class OnSuccessStep(IStep step, IStep hook) : IStep
{
    public async Task<StepOutcome> RunAsync(StepScope scope, StepCancellation cancellation)
    {
        var outcome = await step.RunAsync(scope, cancellation);
        return outcome is StepOutcome.Succeeded ? await hook.RunAsync(scope, cancellation) : outcome;
    }
}
