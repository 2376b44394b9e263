namespace Concourse.Engine.Steps.Control;

/// <summary>Attempts one after the other until one succeeds; the last one's outcome counts.</summary>
internal sealed class RetryStep(IReadOnlyList<IStep> attempts) : IStep
{
    public async Task<StepOutcome> RunAsync(StepScope scope, StepCancellation cancellation)
    {
        var outcome = StepOutcome.Failure;
        foreach (var attempt in attempts)
        {
            outcome = await attempt.RunAsync(scope, cancellation);
            if (cancellation.IsCancelled)
            {
                return cancellation.Outcome;
            }

            if (outcome is StepOutcome.Succeeded)
            {
                break;
            }
        }

        return outcome;
    }
}
