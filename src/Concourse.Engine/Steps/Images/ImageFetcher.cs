using Concourse.Core.Plans;
using Concourse.Database.Execution;
using Concourse.Engine.Builds;
using Concourse.Engine.Scopes;

namespace Concourse.Engine.Steps.Images;

/// <summary>Gets the image of a task or of a custom type by running its check and get plans (engine chapter §12).</summary>
internal sealed class ImageFetcher(StepFactory factory, ResourceCachesRepository caches)
{
    /// <summary>Runs the check, if there is one, and the get, in a scope of their own.</summary>
    /// <exception cref="StepException">The image cannot be had.</exception>
    public async Task<(Artifact Image, int CacheId)> FetchAsync(BuildRun run, LeafContext context, CheckPlan? check, GetPlan get)
    {
        var scope = context.Scope.Child();
        if (check is not null)
        {
            Require(await factory.BuildImage(check, run).RunAsync(scope, context.Cancellation), context, "image check failed");
        }

        Require(await factory.BuildImage(get, run).RunAsync(scope, context.Cancellation), context, "image fetching failed");
        if (!run.Results.TryGetValue(get.Id, out var end) || end.ResourceCacheId is not { } cacheId)
        {
            throw new StepException("get did not return a result");
        }

        await caches.KeepImageAsync(cacheId, run.Build.Id, run.Build.JobId, context.Ct);
        return (scope.Artifact(get.Name) ?? throw new StepException("fetched artifact not found"), cacheId);
    }

    // An abort or an outer time limit is the step's own end; anything else that went wrong is an error of the step.
    private static void Require(StepOutcome outcome, LeafContext context, string failure)
    {
        context.Ct.ThrowIfCancellationRequested();
        switch (outcome)
        {
            case StepOutcome.Errored error:
                throw new StepException(error.Message);
            case StepOutcome.Aborted:
                throw new OperationCanceledException();
            case StepOutcome.Failed:
                throw new StepException(failure);
        }
    }
}
