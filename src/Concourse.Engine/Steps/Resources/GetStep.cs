using Concourse.Core.Events;
using Concourse.Core.Plans;
using Concourse.Core.Values;
using Concourse.Core.Versions;
using Concourse.Database.Execution;
using Concourse.Database.Locks;
using Concourse.Engine.Builds;
using Concourse.Engine.Containers;
using Concourse.Engine.Journal;
using Concourse.Engine.Scopes;
using Concourse.Engine.Steps.Images;
using Concourse.Runtime.Processes;

namespace Concourse.Engine.Steps.Resources;

/// <summary>
/// Fetches a version of a resource into a volume that becomes its cache on the worker, or finds it there (engine chapter §4).
/// </summary>
internal sealed class GetStep(GetPlan plan, BuildRun run, StepServices services, ImageFetcher images, string hookStatus) : ILeaf
{
    private const string FoundCache = "\u001b[1;36mINFO: found existing resource cache\u001b[0m\n";
    private const string WaitingForLock = "\u001b[1;36mINFO: waiting to acquire resource lock\u001b[0m\n\n";
    private const string ProcessId = "resource";

    public async Task<LeafEnd> RunAsync(LeafContext context)
    {
        var events = context.Events;
        await events.EmitAsync(new InitializeGetEvent(events.Origin, events.Now), context.Ct);
        var source = await run.EvaluateAsync(plan.Source, context.Scope, context.Ct);
        var parameters = await run.EvaluateAsync(plan.Params, context.Scope, context.Ct);
        var type = await FetchedType.FetchAsync(run, images, context, plan);
        var version = Version();
        var config = await type.ConfigAsync(services.Configs, plan, source, context.Ct);
        var cacheId = await services.Caches.FindOrCreateAsync(config.Id, version, CanonicalJson.ParamsHash(parameters), run.Build.Id, context.Ct);

        await events.EmitAsync(new StartGetEvent(events.Origin, events.Now), context.Ct);
        var owner = StepMetadata.Owner(run.Build, plan);
        var worker = await services.Workers.SelectAsync(owner, WorkerRequirements.Of(plan, run.Build), context.Ct);
        await events.EmitAsync(new SelectedWorkerEvent(events.Now, events.Origin, worker.Name), context.Ct);

        var request = ResourceScript.Request(source, parameters, version);
        return await FetchAsync(context, worker, owner, type, cacheId, version, request);
    }

    private async Task<LeafEnd> FetchAsync(
        LeafContext context, StepWorker worker, ContainerOwner owner, FetchedType type, int cacheId, ResourceVersion version, ReadOnlyMemory<byte> request)
    {
        while (true)
        {
            // With a container of its own the step decided to fetch in an earlier run; what is in the cache now may be its own.
            var begun = await services.Containers.FindAsync(owner, context.Ct) is not null;
            if (!begun && await FindCacheAsync(worker, cacheId, context.Ct) is { } volume)
            {
                return await CachedAsync(context, worker, volume, cacheId, version);
            }

            await using (var taken = await services.Locks.TryAcquireAsync(LockId.ForGet(cacheId, worker.Name), context.Ct))
            {
                if (taken is not null)
                {
                    if (!begun && await FindCacheAsync(worker, cacheId, context.Ct) is { } meanwhile)
                    {
                        return await CachedAsync(context, worker, meanwhile, cacheId, version);
                    }

                    return await StepTimeout.LimitAsync(run, context, plan.Timeout, run.Options.DefaultGetTimeout, limited =>
                        ScriptAsync(limited, worker, owner, type, cacheId, request));
                }
            }

            await context.Events.PassAsync("waiting-for-lock", [context.Events.Log(Origin.Stderr, WaitingForLock)], context.Ct);
            await Task.Delay(run.Options.GetLockInterval, run.Time, begun ? context.Ct : context.Cancellation.Token);
        }
    }

    private async Task<string?> FindCacheAsync(StepWorker worker, int cacheId, CancellationToken ct) =>
        await services.Caches.FindVolumeAsync(cacheId, worker.Name, run.Build.StartTime, ct) is { } handle
        && await worker.Driver.FindVolumeAsync(handle, ct) is not null
            ? handle
            : null;

    private async Task<LeafEnd> CachedAsync(LeafContext context, StepWorker worker, string volume, int cacheId, ResourceVersion version)
    {
        var metadata = await services.Caches.MetadataAsync(cacheId, context.Ct);
        return await FetchedAsync(
            context,
            new Artifact.Tree(worker.Name, volume, FromCache: true),
            cacheId,
            new ResourceResult(version, metadata),
            [context.Events.Log(Origin.Stderr, FoundCache), context.Events.Log(Origin.Stderr, "\n")]);
    }

    private async Task<LeafEnd> ScriptAsync(
        LeafContext context, StepWorker worker, ContainerOwner owner, FetchedType type, int cacheId, ReadOnlyMemory<byte> request)
    {
        var sandbox = await services.Sandboxes.OpenAsync(
            run,
            worker,
            new SandboxRequest
            {
                Owner = owner,
                Metadata = StepMetadata.Of(run.Build, plan, "get", plan.Name, ResourceScript.GetDirectory),
                Image = type.Image,
                Privileged = type.Privileged,
                Mounts = new Dictionary<string, Artifact.Tree?> { [ResourceScript.GetDirectory] = null },
            },
            context);
        var (status, answer) = await ResourceProcess.RunAsync(run, services, context, sandbox, new ProcessSpec
        {
            Id = ProcessId,
            Command = [ResourceScript.InPath, ResourceScript.GetDirectory],
            Environment = StepEnvironment.ForResource(run.Build, run.Options.ExternalUrl, hookStatus),
            Stdin = request,
        });
        if (status != 0)
        {
            return new LeafEnd(
                StepEnd.Of(StepOutcome.Failure),
                [new FinishGetEvent(context.Events.Origin, context.Events.Now, status, null, null)]);
        }

        var result = ResourceScript.Result(answer);
        var volume = sandbox.Volumes[ResourceScript.GetDirectory];
        await services.Caches.InitializeVolumeAsync(cacheId, worker.Name, volume, result.Metadata, context.Ct);
        return await FetchedAsync(context, new Artifact.Tree(worker.Name, volume, FromCache: false), cacheId, result, []);
    }

    private async Task<LeafEnd> FetchedAsync(
        LeafContext context, Artifact.Tree artifact, int cacheId, ResourceResult result, IReadOnlyList<BuildEvent> before)
    {
        if (plan.Resource.Length > 0 && result.Version is { } fetched && run.Build.PipelineId is { } pipeline
            && await services.Resources.FindIdAsync(pipeline, plan.Resource, context.Ct) is { } resource)
        {
            await services.Versions.UpdateMetadataAsync(resource, fetched, result.Metadata, context.Ct);
        }

        var metadata = new MapValue((result.Metadata ?? []).Select(f => (f.Name, (Value)f.Value)));
        return new LeafEnd(
            new StepEnd
            {
                Outcome = StepOutcome.Success,
                Version = result.Version,
                ResourceCacheId = cacheId,
                Artifacts = [new NamedArtifact(plan.Name, artifact)],
                Variables = [new NamedValue(plan.Name, metadata, IsSecret: false)],
            },
            [.. before, new FinishGetEvent(context.Events.Origin, context.Events.Now, 0, result.Version, result.Metadata)]);
    }

    private ResourceVersion Version() => plan.Version
        ?? (plan.VersionFrom is not { } from ? ResourceVersion.Empty
            : run.Results.TryGetValue(from, out var end) && end.Version is { } version ? version
            : throw new StepException("version is missing from previous step"));
}
