using Concourse.Core.Configuration;
using Concourse.Core.Configuration.Tasks;
using Concourse.Core.Plans;

namespace Concourse.Core.Planning;

/// <summary>
/// Plans how images are found and fetched (pipeline-config.md §12.4): the image of a resource's type, and the
/// <c>image_resource</c> of a task.
/// </summary>
public sealed class ImagePlanner(TypeCatalog types)
{
    /// <summary>The image of a type for the node <paramref name="id"/>.</summary>
    /// <param name="id">The node that needs the image.</param>
    /// <param name="type">A custom type's name, or else a base type.</param>
    /// <param name="tags">Tags of the step; a type's own tags win.</param>
    /// <param name="skipInterval">Check even when the last check is young.</param>
    public TypeImage ForType(PlanId id, string type, IReadOnlyList<string>? tags, bool skipInterval) =>
        ForType(id, type, tags, skipInterval, []);

    /// <summary>
    /// The check and get of a task's <c>image_resource</c> for the task node <paramref name="id"/>; there is no check when
    /// the version is fixed. The source's defaults are applied here.
    /// </summary>
    public (CheckPlan? Check, GetPlan Get) ForTask(PlanId id, ImageResource image, IReadOnlyList<string>? tags, bool skipInterval)
    {
        var source = types.WithDefaults(image.Type, image.Source);
        return Fetch(id, image with { Name = "image", Source = source }, types.Options.CheckInterval, tags, skipInterval, []);
    }

    private TypeImage ForType(PlanId id, string type, IReadOnlyList<string>? tags, bool skipInterval, HashSet<string> seen)
    {
        if (seen.Contains(type) || types.Find(type) is not { } definition)
        {
            return new TypeImage { BaseType = type };
        }

        var image = new ImageResource
        {
            Name = definition.Name,
            Type = definition.Type,
            Source = definition.Source,
            Params = definition.Params,
            Tags = definition.Tags,
        };
        var interval = definition.CheckEvery ?? types.Options.CheckInterval;
        var (check, get) = Fetch(id, image, interval, tags, skipInterval, [.. seen, type]);
        return new TypeImage
        {
            Check = check! with { ResourceType = type },
            Get = get,
            BaseType = get.Image.BaseType,
            Privileged = definition.Privileged,
        };
    }

    private (CheckPlan? Check, GetPlan Get) Fetch(
        PlanId id, ImageResource image, CheckEvery interval, IReadOnlyList<string>? stepTags, bool skipInterval, HashSet<string> seen)
    {
        var tags = image.Tags is { Count: > 0 } ? image.Tags : stepTags;
        var get = new GetPlan(id.ImageGet)
        {
            Name = image.Name,
            Type = image.Type,
            Source = image.Source,
            Params = image.Params,
            Image = ForType(id.ImageGet, image.Type, tags, skipInterval, seen),
            Tags = tags,
        };
        if (image.Version is not null)
        {
            return (null, get with { Version = image.Version });
        }

        var check = new CheckPlan(id.ImageCheck)
        {
            Name = image.Name,
            Type = image.Type,
            Source = image.Source,
            Interval = interval,
            Image = ForType(id.ImageCheck, image.Type, tags, skipInterval, seen),
            Tags = tags,
            SkipInterval = skipInterval,
        };
        return (check, get with { VersionFrom = check.Id });
    }
}
