namespace Concourse.Core.Values;

/// <summary>Rewrites the numbers of a value tree.</summary>
public static class Numbers
{
    /// <summary>
    /// The value with every number in its 64-bit float form (database.md §5.1), as it is after upstream's server decoded it.
    /// Trees that need no change are returned as they are.
    /// </summary>
    public static Value Canonical(Value value)
    {
        switch (value)
        {
            case NumberValue number:
                return number.Canonical();
            case ListValue list:
                var items = list.Select(Canonical).ToArray();
                return items.Zip(list, ReferenceEquals).All(same => same) ? list : new ListValue(items, list.Position);
            case MapValue map:
                var entries = map.Entries.Select(e => e with { Value = Canonical(e.Value) }).ToArray();
                return entries.Zip(map.Entries, (a, b) => ReferenceEquals(a.Value, b.Value)).All(same => same)
                    ? map
                    : new MapValue(entries, map.Position);
            default:
                return value;
        }
    }

    /// <inheritdoc cref="Canonical(Value)"/>
    public static MapValue Canonical(MapValue map) => (MapValue)Canonical((Value)map);
}
