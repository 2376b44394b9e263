using Concourse.Core.Events;
using Concourse.Core.Plans;
using Concourse.Engine.Builds;
using Concourse.Engine.Events;
using Concourse.Engine.Journal;
using Concourse.Runtime.Sandboxes;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Concourse.Engine.Steps;

/// <summary>
/// Runs a leaf once and for all: one that ended in an earlier run of the build only has its results put back; errors become
/// <c>error</c> events (engine chapter §3.3); the outcome is stored with the last events. While the database is away the leaf
/// is tried again, as after a crash; while the runtime is away too, but for a limited time.
/// </summary>
internal sealed partial class LeafStep(BuildRun run, PlanId plan, ILeaf leaf) : IStep
{
    private const string Interrupted = "interrupted";
    private const string TimeoutExceeded = "timeout exceeded";
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public async Task<StepOutcome> RunAsync(StepScope scope, StepCancellation cancellation)
    {
        if (cancellation.IsReleased)
        {
            throw new OperationCanceledException();
        }

        if (run.EventsOf(plan).End is { } end)
        {
            cancellation.Restore(end.Outcome);
        }
        else
        {
            end = await RunToEndAsync(scope, cancellation);
        }

        run.Results[plan] = end;
        foreach (var (name, artifact) in end.Artifacts)
        {
            scope.Register(name, artifact);
        }

        foreach (var variable in end.Variables)
        {
            run.SetVariable(scope, variable);
        }

        return end.Outcome;
    }

    private async Task<StepEnd> RunToEndAsync(StepScope scope, StepCancellation cancellation)
    {
        long? awaySince = null;
        while (true)
        {
            var events = run.EventsOf(plan);
            var begun = run.Time.GetTimestamp();
            try
            {
                return await TryAsync(events, scope, cancellation);
            }
            catch (NpgsqlException e) when (e.IsTransient && !cancellation.IsReleased)
            {
                LogAway(run.Logger, plan, run.Build.Id, e);
            }
            catch (RuntimeUnavailableException e) when (!cancellation.IsReleased)
            {
                if (awaySince is null || run.Time.GetElapsedTime(begun) >= run.Options.RuntimePatience)
                {
                    awaySince = run.Time.GetTimestamp();
                }

                if (cancellation.IsCancelled || run.Time.GetElapsedTime(awaySince.Value) >= run.Options.RuntimePatience)
                {
                    return await StoreAsync(events, cancellation.IsCancelled ? Stopped(events, cancellation) : Errored(events, e.Message));
                }

                LogAway(run.Logger, plan, run.Build.Id, e);
            }

            await Task.Delay(Pause, run.Time, run.Released);
        }
    }

    private async Task<StepEnd> TryAsync(StepEvents events, StepScope scope, StepCancellation cancellation)
    {
        LeafEnd end;
        try
        {
            end = await leaf.RunAsync(new LeafContext(events, scope, cancellation));
        }
        catch (OperationCanceledException) when (!cancellation.IsReleased && cancellation.IsCancelled)
        {
            end = Stopped(events, cancellation);
        }
        catch (StepException e)
        {
            end = Errored(events, e.Message);
        }
        catch (Exception e) when (!cancellation.IsReleased && !Outage.Is(e))
        {
            LogUnexpected(run.Logger, plan, run.Build.Id, e);
            end = Errored(events, e.Message);
        }

        return await StoreAsync(events, end);
    }

    private async Task<StepEnd> StoreAsync(StepEvents events, LeafEnd end)
    {
        // The end is stored also when the step was cancelled meanwhile: only the build's release stops writing.
        await events.EndAsync(end.End, end.Events, run.Released);
        if (end.CleanUp is { } cleanUp)
        {
            await events.FlushAsync(run.Released);
            await CleanUpAsync(cleanUp);
        }

        return end.End;
    }

    private async Task CleanUpAsync(Func<CancellationToken, Task> cleanUp)
    {
        try
        {
            await cleanUp(run.Released);
        }
        catch (Exception e) when (!run.Released.IsCancellationRequested)
        {
            LogNotCleanedUp(run.Logger, plan, run.Build.Id, e);
        }
    }

    private static LeafEnd Stopped(StepEvents events, StepCancellation cancellation) => Ended(
        events, cancellation.Outcome, cancellation.Reason == CancellationReason.Deadline ? TimeoutExceeded : Interrupted);

    private static LeafEnd Errored(StepEvents events, string message) => Ended(events, new StepOutcome.Errored(message), message);

    private static LeafEnd Ended(StepEvents events, StepOutcome outcome, string message) =>
        new(StepEnd.Of(outcome), [new ErrorEvent(message, events.Origin, events.Now)]);

    [LoggerMessage(EventId = 4010, Level = LogLevel.Warning, Message = "step {Plan} of build {Build} waits for what is away")]
    private static partial void LogAway(ILogger logger, PlanId plan, long build, Exception e);

    [LoggerMessage(EventId = 4012, Level = LogLevel.Information, Message = "step {Plan} of build {Build} left something behind")]
    private static partial void LogNotCleanedUp(ILogger logger, PlanId plan, long build, Exception e);

    [LoggerMessage(EventId = 4011, Level = LogLevel.Error, Message = "step {Plan} of build {Build} errored")]
    private static partial void LogUnexpected(ILogger logger, PlanId plan, long build, Exception e);
}
