using Concourse.Core.Configuration;
using Concourse.Core.Events;
using Concourse.Engine.Builds;
using Concourse.Engine.Journal;

namespace Concourse.Engine.Steps;

/// <summary>The time limit of a get, put, check or task, from its container's creation on (engine chapter §3.5).</summary>
internal static class StepTimeout
{
    /// <summary>Runs the limited part of a step; passing the limit, or one around it, is a failure with an error event.</summary>
    /// <exception cref="StepException">The plan's timeout is no duration.</exception>
    public static async Task<LeafEnd> LimitAsync(
        BuildRun run, LeafContext context, string planned, TimeSpan? byDefault, Func<LeafContext, Task<LeafEnd>> body)
    {
        using var limited = Limit(planned, byDefault) is { } limit
            ? context.Cancellation.Child(limit, run.Time)
            : context.Cancellation.Child();
        try
        {
            return await body(context with { Cancellation = limited });
        }
        catch (OperationCanceledException) when (!limited.IsReleased && limited.Reason == CancellationReason.Deadline)
        {
            return new LeafEnd(
                StepEnd.Of(StepOutcome.Failure),
                [new ErrorEvent("timeout exceeded", context.Events.Origin, context.Events.Now)]);
        }
    }

    private static TimeSpan? Limit(string planned, TimeSpan? byDefault)
    {
        if (planned.Length == 0)
        {
            return byDefault;
        }

        return GoDuration.TryParse(planned, out var limit, out var error)
            ? limit.ToTimeSpan()
            : throw new StepException("parse timeout: " + error);
    }
}
