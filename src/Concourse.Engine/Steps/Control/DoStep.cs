namespace Concourse.Engine.Steps.Control;

/// <summary>Steps one after the other, up to the first that does not succeed.</summary>
internal sealed class DoStep(IReadOnlyList<IStep> steps) : IStep
{
    public async Task<StepOutcome> RunAsync(StepScope scope, StepCancellation cancellation)
    {
        foreach (var step in steps)
        {
            var outcome = await step.RunAsync(scope, cancellation);
            if (outcome is not StepOutcome.Succeeded)
            {
                return outcome;
            }
        }

        return StepOutcome.Success;
    }
}
