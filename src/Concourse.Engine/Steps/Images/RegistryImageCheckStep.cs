using Concourse.Core.Events;
using Concourse.Core.Plans;
using Concourse.Core.Versions;
using Concourse.Engine.Builds;
using Concourse.Engine.Journal;
using Concourse.Engine.Steps.Resources;
using Concourse.Runtime.Images;

namespace Concourse.Engine.Steps.Images;

/// <summary>Finds the digest that an image's tag names, with the rows and events of any other check of an image (engine chapter §6).</summary>
internal sealed class RegistryImageCheckStep(CheckPlan plan, BuildRun run, StepServices services, RegistryClient registry) : ILeaf
{
    public async Task<LeafEnd> RunAsync(LeafContext context)
    {
        var events = context.Events;
        await events.EmitAsync(new InitializeCheckEvent(events.Origin, events.Now, plan.Name), context.Ct);
        var source = await run.EvaluateAsync(plan.Source, context.Scope, context.Ct);
        await services.Configs.EnsureBaseTypeAsync(RegistryImageSource.TypeName, context.Ct);
        var config = await services.Configs.FindOrCreateForBaseTypeAsync(RegistryImageSource.TypeName, CanonicalJson.SourceHash(source), context.Ct);
        var scope = await CheckScope.FindAsync(plan, run, services, config, context.Ct);
        if (!await scope.IsDueAsync(context.Ct) && await services.Versions.LatestAsync(scope.Id, context.Ct) is { } known)
        {
            return Found(context, known);
        }

        await scope.StartAsync(context.Ct);
        return await StepTimeout.LimitAsync(run, context, plan.Timeout, run.Options.ResourceCheckTimeout, async limited =>
        {
            try
            {
                var digest = await registry.ResolveDigestAsync(
                    RegistryImageSource.Reference(source), RegistryImageSource.Credentials(source), limited.Ct);
                var version = new ResourceVersion([new("digest", digest)]);
                await services.Versions.SaveAsync(scope.Id, [version], limited.Ct);
                await scope.EndAsync(succeeded: true, limited.Ct);
                return Found(limited, version);
            }
            catch (RegistryException e)
            {
                await scope.EndAsync(succeeded: false, run.Released);
                throw new StepException($"run check: {e.Message}", e);
            }
        });
    }

    private static LeafEnd Found(LeafContext context, ResourceVersion version) => new(
        new StepEnd { Outcome = StepOutcome.Success, Version = version },
        [new FinishEvent(context.Events.Origin, context.Events.Now, true)]);
}
