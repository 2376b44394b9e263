using System.Collections;

namespace Concourse.Core.Values;

/// <summary>An ordered list of values.</summary>
public sealed class ListValue : Value, IReadOnlyList<Value>
{
    private readonly Value[] items;

    public ListValue(IEnumerable<Value> items, SourcePosition position = default)
        : this(position, [.. items])
    {
    }

    private ListValue(SourcePosition position, Value[] items)
        : base(position) => this.items = items;

    public static ListValue Empty { get; } = new([]);

    public int Count => items.Length;

    /// <summary>A list of items that nobody else holds.</summary>
    internal static ListValue Of(Value[] items, SourcePosition position) => new(position, items);

    public override string KindName => "array";

    public Value this[int index] => items[index];

    public IEnumerator<Value> GetEnumerator() => ((IEnumerable<Value>)items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => items.GetEnumerator();

    public override bool Equals(Value? other) => DeepRecursion.HasStack
        ? other is ListValue o && items.AsSpan().SequenceEqual(o.items)
        : DeepRecursion.Continue((This: this, other), static s => s.This.Equals(s.other));

    public override int GetHashCode()
    {
        if (!DeepRecursion.HasStack)
        {
            return DeepRecursion.Continue(this, static list => list.GetHashCode());
        }

        var hash = new HashCode();
        foreach (var item in items)
        {
            hash.Add(item);
        }

        return hash.ToHashCode();
    }
}
