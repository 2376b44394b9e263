using Concourse.Core.Configuration;
using Concourse.Core.Values;

namespace Concourse.Core.Planning;

/// <summary>
/// The resource types of a pipeline, ready for planning: found by name (of equal names the first), each with the
/// defaults of its own type in its source. A type never is its own parent (pipeline-config.md §2).
/// </summary>
public sealed class TypeCatalog
{
    private readonly Dictionary<string, ResourceTypeConfig> byName = new(StringComparer.Ordinal);
    private readonly PlanningOptions options;

    private TypeCatalog(IReadOnlyList<ResourceTypeConfig> types, PlanningOptions options)
    {
        this.options = options;
        Types = types;
        foreach (var type in types)
        {
            byName.TryAdd(type.Name, type);
        }
    }

    /// <summary>The types, defaults applied, in the order of the pipeline.</summary>
    public IReadOnlyList<ResourceTypeConfig> Types { get; }

    public PlanningOptions Options => options;

    /// <summary>Types as a pipeline configures them.</summary>
    public static TypeCatalog Of(IEnumerable<ResourceTypeConfig>? types, PlanningOptions? options = null)
    {
        var raw = new TypeCatalog([.. types ?? []], options ?? PlanningOptions.Default);
        return new TypeCatalog(
            [.. raw.Types.Select(t => t with { Source = raw.WithDefaults(t.Type, t.Source, except: t) })], raw.options);
    }

    /// <summary>Types whose sources have their defaults already, as a task plan carries them.</summary>
    public static TypeCatalog OfPlanned(IEnumerable<ResourceTypeConfig>? types, PlanningOptions? options = null) =>
        new([.. types ?? []], options ?? PlanningOptions.Default);

    public ResourceTypeConfig? Find(string name) => byName.GetValueOrDefault(name);

    /// <summary>A source of something of this type, over the type's defaults.</summary>
    public MapValue? WithDefaults(string type, MapValue? source) => WithDefaults(type, source, except: null);

    /// <summary>Shallow merge in which <paramref name="source"/> wins; null only if there is nothing on either side.</summary>
    public static MapValue? Merge(MapValue? defaults, MapValue? source) =>
        defaults is null ? source
        : source is null ? (defaults.Count == 0 ? null : defaults)
        : source.Over(defaults);

    private MapValue? WithDefaults(string type, MapValue? source, ResourceTypeConfig? except)
    {
        var parent = Find(type);
        parent = ReferenceEquals(parent, except) ? null : parent;
        return parent is not null ? Merge(parent.Defaults, source)
            : options.BaseTypeDefaults.TryGetValue(type, out var defaults) ? Merge(defaults, source)
            : source;
    }
}
