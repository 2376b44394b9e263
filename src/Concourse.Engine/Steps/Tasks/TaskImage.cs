using System.Text.Json;
using Concourse.Core.Configuration.Tasks;
using Concourse.Core.Events;
using Concourse.Core.Json;
using Concourse.Core.Planning;
using Concourse.Core.Plans;
using Concourse.Core.Values;
using Concourse.Engine.Builds;
using Concourse.Engine.Containers;
using Concourse.Engine.Scopes;
using Concourse.Engine.Steps.Images;

namespace Concourse.Engine.Steps.Tasks;

/// <summary>The image of a task and what it would run by itself (engine chapter §7.2).</summary>
internal sealed class TaskImage(TaskPlan plan, BuildRun run, ImageFetcher images, ArtifactFiles files, PlanningOptions planning)
{
    /// <exception cref="StepException">The image is missing or cannot be fetched.</exception>
    public async Task<StepImage> FindAsync(TaskConfig config, LeafContext context)
    {
        if (plan.Image.Length > 0)
        {
            return new StepImage.Fetched(context.Scope.Artifact(plan.Image) ?? throw new StepException(
                $"missing image artifact source: {plan.Image}\n\nmake sure there's a corresponding 'get' step, or a task that produces it as an output"));
        }

        if (config.ImageResource is { } resource)
        {
            return new StepImage.Fetched(await FetchAsync(resource, context));
        }

        return config.RootfsUri.Length > 0 ? new StepImage.Reference(config.RootfsUri) : new StepImage.None();
    }

    /// <summary>What the image runs when the task names no executable; nothing when it says nothing.</summary>
    public async Task<ImageEntrypoint> EntrypointAsync(StepImage image, CancellationToken ct)
    {
        switch (image)
        {
            case StepImage.Fetched { Artifact: Artifact.RegistryImage registry }:
                return registry.Entrypoint;
            case StepImage.Fetched { Artifact: Artifact.Tree tree }:
                return await files.ReadAsync(tree, "metadata.json", ct) is { } bytes ? Metadata(bytes) : ImageEntrypoint.None;
            default:
                return ImageEntrypoint.None;
        }
    }

    private async Task<Artifact> FetchAsync(ImageResource resource, LeafContext context)
    {
        var events = context.Events;
        var types = TypeCatalog.OfPlanned(plan.ResourceTypes, planning);
        var (check, get) = new ImagePlanner(types).ForTask(plan.Id, resource, plan.Tags, plan.CheckSkipInterval);
        if (check is not null)
        {
            await events.EmitAsync(new ImageCheckEvent(events.Now, events.Origin, PublicPlan.Of(check)), context.Ct);
        }

        await events.EmitAsync(new ImageGetEvent(events.Now, events.Origin, PublicPlan.Of(get)), context.Ct);
        var (image, _) = await images.FetchAsync(run, context, check, get);
        return image;
    }

    private static ImageEntrypoint Metadata(byte[] json)
    {
        try
        {
            return JsonText.Parse(json) is MapValue map ? new ImageEntrypoint(Texts(map, "entrypoint"), Texts(map, "cmd")) : ImageEntrypoint.None;
        }
        catch (JsonException e)
        {
            throw new StepException($"error parsing metadata.json from rootfs: {e.Message}", e);
        }
    }

    private static IReadOnlyList<string> Texts(MapValue map, string key) =>
        map.TryGetValue(key, out var value) && value is ListValue list ? [.. list.OfType<StringValue>().Select(s => s.Text)] : [];
}
