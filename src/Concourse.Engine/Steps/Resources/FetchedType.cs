using Concourse.Core.Plans;
using Concourse.Core.Values;
using Concourse.Core.Versions;
using Concourse.Database.Execution;
using Concourse.Engine.Builds;

namespace Concourse.Engine.Steps.Resources;

/// <summary>The image of a resource's type, once fetched, and the resource config it leads to.</summary>
internal sealed record FetchedType(Containers.StepImage Image, int? ImageCacheId, bool Privileged)
{
    /// <summary>Fetches the image of a custom type, or names the base type.</summary>
    public static async Task<FetchedType> FetchAsync(BuildRun run, Images.ImageFetcher images, LeafContext context, ResourcePlan plan)
    {
        if (plan.Image.Get is not { } get)
        {
            return new FetchedType(new Containers.StepImage.BaseType(plan.Image.BaseType), null, false);
        }

        var (artifact, cacheId) = await images.FetchAsync(run, context, plan.Image.Check, get);
        return new FetchedType(new Containers.StepImage.Fetched(artifact), cacheId, plan.Image.Privileged);
    }

    public Task<ResourceConfigRow> ConfigAsync(ResourceConfigsRepository configs, ResourcePlan plan, MapValue? source, CancellationToken ct)
    {
        var hash = CanonicalJson.SourceHash(source);
        return ImageCacheId is { } cache
            ? configs.FindOrCreateForImageAsync(cache, hash, ct)
            : configs.FindOrCreateForBaseTypeAsync(plan.Image.BaseType, hash, ct);
    }
}
