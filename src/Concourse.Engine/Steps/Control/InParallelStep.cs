namespace Concourse.Engine.Steps.Control;

/// <summary>
/// Steps at once, started in order, at most <paramref name="limit"/> at a time (below 1: all). With
/// <paramref name="failFast"/> the first that does not succeed stops the others; their being interrupted then counts neither
/// as error nor as abort.
/// </summary>
internal sealed class InParallelStep(IReadOnlyList<IStep> steps, int limit, bool failFast) : IStep
{
    public async Task<StepOutcome> RunAsync(StepScope scope, StepCancellation cancellation)
    {
        using var inner = cancellation.Child();
        using var slots = new SemaphoreSlim(limit < 1 ? Math.Max(steps.Count, 1) : limit);
        var running = new List<Task<StepOutcome>>(steps.Count);
        foreach (var step in steps)
        {
            // Not cancelled with the inner context: a running step always gives its slot back.
            await slots.WaitAsync(CancellationToken.None);
            if (inner.Token.IsCancellationRequested)
            {
                break;
            }

            running.Add(RunOneAsync(step, scope, inner, slots));
        }

        var outcomes = await Task.WhenAll(running);
        if (cancellation.IsReleased)
        {
            // Perhaps not all steps were started; this node must not judge.
            throw new OperationCanceledException();
        }

        if (cancellation.IsCancelled)
        {
            return cancellation.Outcome;
        }

        if (outcomes.Any(outcome => outcome is StepOutcome.Errored))
        {
            return StepOutcome.Aggregate(outcomes.Where(outcome => outcome is StepOutcome.Errored));
        }

        return outcomes.All(outcome => outcome is StepOutcome.Succeeded) ? StepOutcome.Success : StepOutcome.Failure;
    }

    private async Task<StepOutcome> RunOneAsync(IStep step, StepScope scope, StepCancellation inner, SemaphoreSlim slots)
    {
        // A step may do much before its first await; the next one must not wait for that.
        await Task.Yield();
        try
        {
            var outcome = await step.RunAsync(scope, inner);
            if (failFast && outcome is not StepOutcome.Succeeded)
            {
                inner.Cancel(CancellationReason.Abort);
            }

            return outcome;
        }
        catch
        {
            // Released or a bug: the whole build's run ends; let the siblings end too.
            inner.Cancel(CancellationReason.Abort);
            throw;
        }
        finally
        {
            slots.Release();
        }
    }
}
