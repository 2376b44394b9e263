using Concourse.Core.Events;
using Concourse.Core.Plans;
using Concourse.Core.Versions;
using Concourse.Engine.Builds;
using Concourse.Engine.Journal;
using Concourse.Engine.Scopes;
using Concourse.Runtime.Images;

namespace Concourse.Engine.Steps.Images;

/// <summary>Reads what an image would run and names it by digest for the node to pull, with the rows and events of a get (engine chapter §12).</summary>
internal sealed class RegistryImageGetStep(GetPlan plan, BuildRun run, StepServices services, RegistryClient registry) : ILeaf
{
    public async Task<LeafEnd> RunAsync(LeafContext context)
    {
        var events = context.Events;
        await events.EmitAsync(new InitializeGetEvent(events.Origin, events.Now), context.Ct);
        var source = await run.EvaluateAsync(plan.Source, context.Scope, context.Ct);
        var parameters = await run.EvaluateAsync(plan.Params, context.Scope, context.Ct);
        var version = plan.Version
            ?? (plan.VersionFrom is { } from && run.Results.TryGetValue(from, out var end) ? end.Version : null)
            ?? throw new StepException("version is missing from previous step");
        await services.Configs.EnsureBaseTypeAsync(RegistryImageSource.TypeName, context.Ct);
        var config = await services.Configs.FindOrCreateForBaseTypeAsync(RegistryImageSource.TypeName, CanonicalJson.SourceHash(source), context.Ct);
        var cacheId = await services.Caches.FindOrCreateAsync(config.Id, version, CanonicalJson.ParamsHash(parameters), run.Build.Id, context.Ct);
        await events.EmitAsync(new StartGetEvent(events.Origin, events.Now), context.Ct);
        return await StepTimeout.LimitAsync(run, context, plan.Timeout, run.Options.DefaultGetTimeout, async limited =>
        {
            var credentials = RegistryImageSource.Credentials(source);
            var reference = RegistryImageSource.Reference(source).At(RegistryImageSource.Digest(version));
            var image = await ResolveAsync(reference, credentials, limited.Ct);
            var artifact = new Artifact.RegistryImage(
                image.Reference.ToString(), credentials, new ImageEntrypoint(image.Config.Entrypoint, image.Config.Cmd));
            return new LeafEnd(
                new StepEnd
                {
                    Outcome = StepOutcome.Success,
                    Version = version,
                    ResourceCacheId = cacheId,
                    Artifacts = [new NamedArtifact(plan.Name, artifact)],
                },
                [new FinishGetEvent(events.Origin, events.Now, 0, version, null)]);
        });
    }

    private async Task<ResolvedImage> ResolveAsync(ImageReference reference, RegistryCredentials? credentials, CancellationToken ct)
    {
        try
        {
            return await registry.ResolveAsync(reference, credentials, ct);
        }
        catch (RegistryException e)
        {
            throw new StepException(e.Message, e);
        }
    }
}
