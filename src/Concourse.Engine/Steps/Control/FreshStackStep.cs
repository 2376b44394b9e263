namespace Concourse.Engine.Steps.Control;

/// <summary>
/// Begins its step on another thread's empty stack. Steps call the steps within them, and a plan may be many thousands of steps
/// deep: without this a pipeline could use up the stack and end the server.
/// </summary>
internal sealed class FreshStackStep(IStep step) : IStep
{
    /// <summary>How many steps within each other may begin on one stack.</summary>
    public const int Levels = 200;

    public async Task<StepOutcome> RunAsync(StepScope scope, StepCancellation cancellation)
    {
        await Task.Yield();
        return await step.RunAsync(scope, cancellation);
    }
}
