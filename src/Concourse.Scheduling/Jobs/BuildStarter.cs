using Concourse.Core.Builds;
using Concourse.Core.Configuration;
using Concourse.Core.Planning;
using Concourse.Core.Plans;
using Concourse.Core.Versions;
using Concourse.Database.Builds;
using Concourse.Database.Scheduling;
using Concourse.Scheduling.Checks;
using Concourse.Scheduling.Pipelines;
using Microsoft.Extensions.Logging;

namespace Concourse.Scheduling.Jobs;

/// <summary>Starts a job's pending builds, oldest first, as far as slots and inputs allow (scheduler chapter §2.4).</summary>
public sealed partial class BuildStarter(
    PendingBuildsRepository pending,
    CheckCandidatesRepository candidates,
    BuildExecutionRepository builds,
    PipelineConfigs configs,
    CheckFactory checks,
    PlanIdFactory planIds,
    PlanningOptions planning,
    ILogger<BuildStarter> logger)
{
    /// <summary>Returns whether a build waits for something that the next pass may find changed.</summary>
    /// <param name="job">The job.</param>
    /// <param name="resolveInputs">Computes the next inputs anew: a manual build takes what its checks have just found.</param>
    /// <param name="cancellationToken">Ends the pass.</param>
    public async Task<bool> StartPendingAsync(RequestedJob job, Func<Task> resolveInputs, CancellationToken cancellationToken)
    {
        foreach (var build in await pending.ListAsync(job.Id, cancellationToken))
        {
            if (build.Aborted || job.Archived)
            {
                await builds.FinishAsync(build.Id, BuildStatus.Aborted, cancellationToken);
                continue;
            }

            if (job.Paused)
            {
                return true;
            }

            var hasSlot = build.Scheduled || await pending.TakeSlotAsync(job, build.Id, cancellationToken);
            if (await WaitsForChecksAsync(job, build, hasSlot, cancellationToken) || !hasSlot)
            {
                return true;
            }

            if (build is { ManuallyTriggered: true, RerunOf: null })
            {
                await resolveInputs();
            }

            var adoption = build.RerunOf is { } original
                ? await pending.AdoptOriginalInputsAsync(job.Id, build.Id, original, cancellationToken)
                : await pending.AdoptNextInputsAsync(job.Id, build.Id, cancellationToken);
            switch (adoption)
            {
                case InputAdoption.Adopted adopted:
                    await StartAsync(job, build, adopted.Inputs, cancellationToken);
                    break;
                case InputAdoption.NotDetermined when build.RerunOf is null:
                    return false;
            }
        }

        return false;
    }

    /// <summary>
    /// Starts the checks that a build waits for; returns whether there are any. While it waits for a slot, maybe for hours, its
    /// inputs are checked at their intervals.
    /// </summary>
    private async Task<bool> WaitsForChecksAsync(RequestedJob job, PendingBuild build, bool hasSlot, CancellationToken cancellationToken)
    {
        if (build.RerunOf is not null)
        {
            return false;
        }

        var waits = false;
        foreach (var input in await candidates.ListInputsAsync(job.Id, build.Id, cancellationToken))
        {
            waits |= input.Stale;
            if (input is { Stale: true, Busy: false })
            {
                await checks.TryCreateForInputAsync(input, recursively: build.ManuallyTriggered, cancellationToken);
            }
            else if (!input.Busy && !hasSlot)
            {
                await checks.TryCreatePeriodicAsync(input, cancellationToken);
            }
        }

        return waits;
    }

    private async Task StartAsync(
        RequestedJob job, PendingBuild build, IReadOnlyList<AdoptedInput> inputs, CancellationToken cancellationToken)
    {
        Plan plan;
        try
        {
            plan = await PlanAsync(job, build, inputs, cancellationToken);
        }
        catch (PlanningException e)
        {
            LogNotPlanned(e, build.Id, job.Name);
            await builds.FinishAsync(build.Id, BuildStatus.Errored, cancellationToken);
            return;
        }

        if (!await builds.StartAsync(build.Id, plan, cancellationToken))
        {
            await builds.FinishAsync(build.Id, BuildStatus.Aborted, cancellationToken);
        }
    }

    private async Task<Plan> PlanAsync(
        RequestedJob job, PendingBuild build, IReadOnlyList<AdoptedInput> inputs, CancellationToken cancellationToken)
    {
        var config = await configs.FindAsync(job.PipelineId, job.PipelineVersion, cancellationToken) ?? new PipelineConfig();
        var jobConfig = config.Jobs?.FirstOrDefault(j => j.Name == job.Name)
            ?? throw new PlanningException($"job '{job.Name}' is not in the pipeline's config any more");
        var planner = new BuildPlanner(planIds, new BuildPlanContext
        {
            Resources = config.Resources ?? [],
            Types = TypeCatalog.Of(config.ResourceTypes, planning),
            Prototypes = config.Prototypes ?? [],
            Inputs = inputs.ToDictionary(i => i.Name, i => ResourceVersion.Parse(i.Version), StringComparer.Ordinal),
            ManuallyTriggered = build.ManuallyTriggered,
        });
        return planner.Plan(jobConfig);
    }

    [LoggerMessage(LogLevel.Error, "build {BuildId} of job {Job} could not be planned")]
    private partial void LogNotPlanned(Exception exception, long buildId, string job);
}
