using Concourse.Core.Values;

namespace Concourse.Core.Variables;

/// <summary>Vars with known values, e.g. from flags, files or instance vars. They answer only references without a source.</summary>
public sealed class StaticVariables(MapValue values) : IVariables
{
    public static StaticVariables Empty { get; } = new(MapValue.Empty);

    public MapValue Values { get; } = values;

    /// <summary>
    /// Vars given one by one, later ones over earlier ones: a dotted name goes into the map that is there, a whole value
    /// replaces it (pipeline-config.md §7.3).
    /// </summary>
    public static StaticVariables Of(IEnumerable<KeyValuePair<VarReference, Value>> pairs)
    {
        var values = MapValue.Empty;
        foreach (var (reference, value) in pairs)
        {
            values = Set(values, reference.Path, [.. reference.Fields], value);
        }

        return new StaticVariables(values);
    }

    /// <summary>The leaves of the values by reference, sorted by their printed form.</summary>
    public IReadOnlyList<KeyValuePair<VarReference, Value>> Flatten()
    {
        var leaves = new List<KeyValuePair<VarReference, Value>>();
        foreach (var (name, value) in Values)
        {
            Flatten([name], value, leaves);
        }

        return [.. leaves.OrderBy(l => l.Key.ToString(), Utf8Order.Instance)];
    }

    /// <inheritdoc cref="IVariables.FindAsync"/>
    public Value? Find(VarReference reference) =>
        reference.Source.Length == 0 && Values.TryGetValue(reference.Path, out var value) ? reference.Traverse(value) : null;

    public ValueTask<Value?> FindAsync(VarReference reference, CancellationToken cancellationToken) => new(Find(reference));

    private static void Flatten(string[] path, Value value, List<KeyValuePair<VarReference, Value>> leaves)
    {
        if (!DeepRecursion.HasStack)
        {
            DeepRecursion.Continue((path, value, leaves), static s => Flatten(s.path, s.value, s.leaves));
            return;
        }

        if (value is not MapValue map)
        {
            leaves.Add(new(new VarReference("", path[0], path[1..]), value));
            return;
        }

        foreach (var (name, inner) in map)
        {
            Flatten([.. path, name], inner, leaves);
        }
    }

    private static MapValue Set(MapValue values, string name, ReadOnlySpan<string> fields, Value value) =>
        fields.Length > 0 && values.TryGetValue(name, out var there) && there is MapValue map
            ? values.With(name, Set(map, fields[0], fields[1..], value))
            : values.With(name, Nest(fields, value));

    private static Value Nest(ReadOnlySpan<string> fields, Value value)
    {
        for (var i = fields.Length - 1; i >= 0; i--)
        {
            value = new MapValue((fields[i], value));
        }

        return value;
    }
}
