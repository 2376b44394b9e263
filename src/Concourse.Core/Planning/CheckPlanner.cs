using Concourse.Core.Configuration;
using Concourse.Core.Plans;
using Concourse.Core.Values;
using Concourse.Core.Versions;

namespace Concourse.Core.Planning;

/// <summary>
/// Plans the checks of one pipeline's resources, resource types and prototypes (pipeline-config.md §12.5). The caller
/// decides the interval and from which version to look.
/// </summary>
public sealed class CheckPlanner(PlanIdFactory ids, IEnumerable<ResourceTypeConfig>? types, PlanningOptions? options = null)
{
    private readonly ResourceTypeConfig[] types = [.. types ?? []];

    public CheckPlan Resource(ResourceConfig resource, CheckRequest request) =>
        Check(resource.Name, resource.Type, resource.Source, resource.Tags, null, request) with
        {
            Resource = resource.Name,
            Timeout = resource.CheckTimeout,
        };

    public CheckPlan ResourceType(ResourceTypeConfig type, CheckRequest request) =>
        Check(type.Name, type.Type, type.Source, type.Tags, type.Name, request) with { ResourceType = type.Name };

    public CheckPlan Prototype(PrototypeConfig prototype, CheckRequest request) =>
        Check(prototype.Name, prototype.Type, prototype.Source, prototype.Tags, null, request) with { Prototype = prototype.Name };

    private CheckPlan Check(
        string name, string type, MapValue? source, IReadOnlyList<string>? tags, string? self, CheckRequest request)
    {
        // Only the chain of parents is at hand; a type never is its own parent.
        var chain = new List<ResourceTypeConfig>();
        for (var parent = Parent(type, self); parent is not null; parent = Parent(parent.Type, parent.Name))
        {
            if (chain.Contains(parent))
            {
                break;
            }

            chain.Add(parent);
        }

        var catalog = TypeCatalog.Of(chain, options);
        var id = ids.Next();
        return new CheckPlan(id)
        {
            Name = name,
            Type = type,
            Source = catalog.WithDefaults(type, source),
            Image = new ImagePlanner(catalog).ForType(id, type, tags, request.SkipInterval && request.Recursively),
            Tags = tags,
            FromVersion = request.From,
            Interval = request.Interval,
            SkipInterval = request.SkipInterval,
        };
    }

    private ResourceTypeConfig? Parent(string type, string? self) =>
        type == self ? null : Array.Find(types, t => t.Name == type);
}

/// <summary>How something is to be checked.</summary>
/// <param name="Interval">Kept in the plan; image checks compare it with the last check.</param>
/// <param name="From">The latest known version, or null.</param>
/// <param name="SkipInterval">Someone asked for the check.</param>
/// <param name="Recursively">The checks of the type's image skip their interval too.</param>
public sealed record CheckRequest(CheckEvery Interval, ResourceVersion? From = null, bool SkipInterval = false, bool Recursively = false);
