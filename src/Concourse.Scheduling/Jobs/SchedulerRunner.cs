using Concourse.Database.Locks;
using Concourse.Database.Scheduling;
using Microsoft.Extensions.Logging;

namespace Concourse.Scheduling.Jobs;

/// <summary>Schedules every job that asked for it (the <c>scheduler</c> component; scheduler chapter §2.2).</summary>
public sealed partial class SchedulerRunner(
    JobSchedulingRepository jobs, JobScheduler scheduler, AdvisoryLocks locks, SchedulerOptions options, ILogger<SchedulerRunner> logger)
{
    public async Task RunAsync(CancellationToken cancellationToken) => await Parallel.ForEachAsync(
        await jobs.ListRequestedAsync(cancellationToken),
        new ParallelOptions { MaxDegreeOfParallelism = options.MaxInFlight, CancellationToken = cancellationToken },
        async (job, ct) =>
        {
            try
            {
                await ScheduleAsync(job, ct);
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                // last_scheduled stays behind, so the job is tried again in the next round.
                LogFailed(e, job.Name, job.PipelineId);
            }
        });

    private async Task ScheduleAsync(RequestedJob job, CancellationToken cancellationToken)
    {
        await using var scheduling = await locks.TryAcquireAsync(LockId.ForScheduling(job.Id), cancellationToken);
        if (scheduling is null || await jobs.FindAsync(job.Id, cancellationToken) is not { } current)
        {
            return;
        }

        using var held = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, scheduling.Lost);
        if (!await scheduler.ScheduleAsync(current, held.Token))
        {
            await jobs.MarkScheduledAsync(job.Id, job.ScheduleRequested, held.Token);
        }
    }

    [LoggerMessage(LogLevel.Error, "job {Job} of pipeline {PipelineId} could not be scheduled")]
    private partial void LogFailed(Exception exception, string job, int pipelineId);
}
