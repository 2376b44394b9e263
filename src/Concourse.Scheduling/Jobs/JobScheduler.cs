using Concourse.Database.Scheduling;
using Concourse.Scheduling.Inputs;

namespace Concourse.Scheduling.Jobs;

/// <summary>One scheduling pass over one job (scheduler chapter §2.3).</summary>
public sealed class JobScheduler(JobSchedulingRepository jobs, IVersionHistory history, BuildStarter starter)
{
    /// <summary>Returns whether the job needs another pass soon: a pending build waits for a slot or for checks.</summary>
    public async Task<bool> ScheduleAsync(RequestedJob job, CancellationToken cancellationToken)
    {
        if (!job.Paused)
        {
            var inputs = await jobs.LoadInputsAsync(job.Id, cancellationToken);
            var mapping = await ResolveAsync(job, inputs, cancellationToken);
            await EnsurePendingBuildAsync(job, inputs, mapping, cancellationToken);
        }

        return await starter.StartPendingAsync(job, ResolveAgainAsync, cancellationToken);

        async Task ResolveAgainAsync() =>
            await ResolveAsync(job, await jobs.LoadInputsAsync(job.Id, cancellationToken), cancellationToken);
    }

    private async Task<InputMapping> ResolveAsync(
        RequestedJob job, IReadOnlyList<InputConfiguration> inputs, CancellationToken cancellationToken)
    {
        var mapping = await InputResolver.ResolveAsync(inputs, history, cancellationToken);
        if (mapping.RunAgain)
        {
            await jobs.RequestScheduleAsync(job.Id, cancellationToken);
        }

        await jobs.SaveNextInputsAsync(job.Id, mapping, cancellationToken);
        return mapping;
    }

    /// <summary>The walk ends at the first new input that triggers, so <c>has_new_inputs</c> may speak of a prefix of the inputs.</summary>
    private async Task EnsurePendingBuildAsync(
        RequestedJob job, IReadOnlyList<InputConfiguration> inputs, InputMapping mapping, CancellationToken cancellationToken)
    {
        if (!mapping.Determined)
        {
            return;
        }

        var hasNewInputs = false;
        foreach (var input in inputs.Where(i => mapping.Inputs[i.Name] is InputResolution.Resolved { FirstOccurrence: true }))
        {
            hasNewInputs = true;
            if (input.Trigger)
            {
                await jobs.EnsurePendingBuildAsync(job.Id, cancellationToken);
                break;
            }
        }

        await jobs.SetHasNewInputsAsync(job.Id, hasNewInputs, cancellationToken);
    }
}
