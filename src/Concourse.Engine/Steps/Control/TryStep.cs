namespace Concourse.Engine.Steps.Control;

/// <summary>Succeeds whatever its step does, unless the build is aborted.</summary>
internal sealed class TryStep(IStep step) : IStep
{
    public async Task<StepOutcome> RunAsync(StepScope scope, StepCancellation cancellation) =>
        await step.RunAsync(scope, cancellation) is StepOutcome.Aborted ? StepOutcome.Abort : StepOutcome.Success;
}
