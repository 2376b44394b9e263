using Concourse.Core.Events;
using Concourse.Engine.Events;
using Concourse.Engine.Journal;

namespace Concourse.Engine.Steps;

/// <summary>
/// The work of a step without steps in it. <see cref="RunAsync"/> may run again after a crash at any of its points; what it
/// does must then end as if it had run once.
/// </summary>
internal interface ILeaf
{
    /// <exception cref="StepException">The step errors with this message.</exception>
    /// <exception cref="OperationCanceledException">The step was told to stop, or the build was released.</exception>
    Task<LeafEnd> RunAsync(LeafContext context);
}

/// <summary>What a leaf works with.</summary>
internal sealed record LeafContext(StepEvents Events, StepScope Scope, StepCancellation Cancellation)
{
    private static readonly string[] StartPoints = ["start-task", "start-put", "start", "selected-worker"];

    /// <summary>
    /// The leaf's process may be running since before a crash. Then an abort must reach the process, which the leaf first has
    /// to find again: only the build's release stops it on the way there.
    /// </summary>
    public bool IsResumed { get; } = StartPoints.Any(Events.HasPassed);

    /// <summary>For everything but the process itself.</summary>
    public CancellationToken Ct => IsResumed ? Cancellation.ReleaseToken : Cancellation.Token;
}

/// <summary>How a leaf ended, and the events that say so; all of it is stored together.</summary>
internal sealed record LeafEnd(StepEnd End, IReadOnlyList<BuildEvent> Events)
{
    /// <summary>What may be thrown away once the end is stored; its failing does not matter.</summary>
    public Func<CancellationToken, Task>? CleanUp { get; init; }
}
