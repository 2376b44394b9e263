using Concourse.Core.Configuration;
using Concourse.Core.Versions;

namespace Concourse.Core.Planning;

/// <summary>What a job's plan is made from besides its steps.</summary>
public sealed record BuildPlanContext
{
    private readonly Lazy<Dictionary<string, ResourceConfig>> byName = new([]);

    /// <summary>
    /// The pipeline's resources. They are indexed once, also for the copies that <c>with</c> makes for other jobs, so that
    /// planning all jobs of a pipeline is linear.
    /// </summary>
    public required IReadOnlyList<ResourceConfig> Resources
    {
        get;
        init
        {
            field = value;
            byName = new(() => Index(value));
        }
    }

    /// <summary>The pipeline's resource types.</summary>
    public required TypeCatalog Types { get; init; }

    public IReadOnlyList<PrototypeConfig> Prototypes { get; init; } = [];

    /// <summary>The versions that the scheduler chose, by name of the get step.</summary>
    public required IReadOnlyDictionary<string, ResourceVersion> Inputs { get; init; }

    /// <summary>Someone asked for the build: images are checked at once.</summary>
    public bool ManuallyTriggered { get; init; }

    /// <summary>The resource of a name, or null; of equal names the first.</summary>
    internal ResourceConfig? FindResource(string name) => byName.Value.GetValueOrDefault(name);

    private static Dictionary<string, ResourceConfig> Index(IReadOnlyList<ResourceConfig> resources)
    {
        var index = new Dictionary<string, ResourceConfig>(resources.Count, StringComparer.Ordinal);
        foreach (var resource in resources)
        {
            index.TryAdd(resource.Name, resource);
        }

        return index;
    }
}
