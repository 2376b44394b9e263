namespace Concourse.Engine.Steps;

/// <summary>
/// A node of a build plan, ready to run. It runs at most once per process; after a crash another process runs the same plan
/// from its root, and steps that had finished return what they returned before.
/// </summary>
public interface IStep
{
    /// <summary>Runs to the step's end.</summary>
    /// <param name="scope">Artifacts and variables that the step may read and add to.</param>
    /// <param name="cancellation">Tells the step to stop; it then ends with <see cref="StepCancellation.Outcome"/>.</param>
    /// <exception cref="OperationCanceledException">The build was released from this node; nothing more may be written.</exception>
    Task<StepOutcome> RunAsync(StepScope scope, StepCancellation cancellation);
}
