using Concourse.Database.Scheduling;
using Concourse.Scheduling.Pipelines;
using Microsoft.Extensions.Logging;

namespace Concourse.Scheduling.Checks;

/// <summary>Starts a check of every resource that is due (the <c>scanner</c> component; scheduler chapter §4.1).</summary>
public sealed partial class Scanner(
    CheckCandidatesRepository candidates, PipelineConfigs configs, CheckFactory checks, ILogger<Scanner> logger)
{
    // A check to be made costs a few round trips to the database; a tenth of its connections are enough for thousands a second.
    private const int AtOnce = 5;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var due = await candidates.ListAsync(cancellationToken);
        configs.Retain(due.Select(c => c.PipelineId).ToHashSet());
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(due, parallel, TryCheckAsync);
    }

    private async ValueTask TryCheckAsync(CheckCandidate candidate, CancellationToken cancellationToken)
    {
        try
        {
            await checks.TryCreatePeriodicAsync(candidate, cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // One resource whose config cannot be read must not keep the others from being checked.
            LogCheckNotCreated(e, candidate.ResourceName, candidate.PipelineId);
        }
    }

    [LoggerMessage(LogLevel.Error, "check of resource {Resource} in pipeline {PipelineId} could not be created")]
    private partial void LogCheckNotCreated(Exception exception, string resource, int pipelineId);
}
