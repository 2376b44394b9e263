namespace Concourse.Core.Values;

/// <summary>Rewrites the numbers of a value tree.</summary>
public static class Numbers
{
    /// <summary>
    /// The value with every number in its 64-bit float form (database.md §5.1), as it is after upstream's server decoded it.
    /// Trees that need no change are returned as they are.
    /// </summary>
    public static Value Canonical(Value value) => Rewrite(value, n => n.Canonical());

    /// <inheritdoc cref="Canonical(Value)"/>
    public static MapValue Canonical(MapValue map) => (MapValue)Canonical((Value)map);

    /// <summary>The value with every number kept by its text, so that it may stand inside longer texts.</summary>
    public static Value AsText(Value value) => Rewrite(value, n => n.IsFloat ? new NumberValue(n.Text, false, n.Position) : n);

    /// <summary>The value with every number a 64-bit float, which may not stand inside longer texts.</summary>
    public static Value AsFloats(Value value) =>
        Rewrite(value, n => n.IsFloat ? n : new NumberValue(n.Canonical().Text, isFloat: true, n.Position));

    private static Value Rewrite(Value value, Func<NumberValue, NumberValue> rewrite)
    {
        switch (value)
        {
            case NumberValue number:
                return rewrite(number);
            case ListValue or MapValue when !DeepRecursion.HasStack:
                return DeepRecursion.Continue((value, rewrite), static s => Rewrite(s.value, s.rewrite));
            case ListValue list:
                var items = list.Select(i => Rewrite(i, rewrite)).ToArray();
                return items.Zip(list, ReferenceEquals).All(same => same) ? list : new ListValue(items, list.Position);
            case MapValue map:
                var entries = map.Entries.Select(e => e with { Value = Rewrite(e.Value, rewrite) }).ToArray();
                return entries.Zip(map.Entries, (a, b) => ReferenceEquals(a.Value, b.Value)).All(same => same)
                    ? map
                    : new MapValue(entries, map.Position);
            default:
                return value;
        }
    }
}
