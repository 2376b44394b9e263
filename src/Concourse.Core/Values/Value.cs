namespace Concourse.Core.Values;

/// <summary>
/// An untyped, immutable value of the pipeline language: what JSON can say. It holds <c>source</c>, <c>params</c>,
/// <c>vars</c> and every document between its text (YAML or JSON) and the typed configuration.
/// Equality is deep and looks at content only, never at <see cref="Position"/>.
/// </summary>
public abstract class Value : IEquatable<Value>
{
    private protected Value(SourcePosition position) => Position = position;

    /// <summary>Where the value stood in its text.</summary>
    public SourcePosition Position { get; }

    /// <summary>The JSON word of the kind, as Go's decoder prints it: <c>string</c>, <c>number</c>, <c>bool</c>, <c>array</c>, <c>object</c>, <c>null</c>.</summary>
    public abstract string KindName { get; }

    public abstract bool Equals(Value? other);

    public sealed override bool Equals(object? obj) => Equals(obj as Value);

    public abstract override int GetHashCode();

    /// <summary>The value as compact JSON text (keys sorted, Go's escapes).</summary>
    public override string ToString() => Json.JsonTextWriter.Text(this);

    public static implicit operator Value(string text) => new StringValue(text);

    public static implicit operator Value(bool value) => value ? BoolValue.True : BoolValue.False;

    public static implicit operator Value(long number) => NumberValue.From(number);
}
