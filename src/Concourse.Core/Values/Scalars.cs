using System.Globalization;

namespace Concourse.Core.Values;

/// <summary>The value <c>null</c>.</summary>
public sealed class NullValue(SourcePosition position = default) : Value(position)
{
    public static NullValue Instance { get; } = new();

    public override string KindName => "null";

    public override bool Equals(Value? other) => other is NullValue;

    public override int GetHashCode() => 0;
}

/// <summary>A truth value.</summary>
public sealed class BoolValue(bool value, SourcePosition position = default) : Value(position)
{
    public static BoolValue True { get; } = new(true);

    public static BoolValue False { get; } = new(false);

    public bool Value { get; } = value;

    public override string KindName => "bool";

    public override bool Equals(Value? other) => other is BoolValue o && o.Value == Value;

    public override int GetHashCode() => Value ? 1 : 2;
}

/// <summary>A text.</summary>
public sealed class StringValue(string text, SourcePosition position = default) : Value(position)
{
    public string Text { get; } = text;

    public override string KindName => "string";

    public override bool Equals(Value? other) => other is StringValue o && o.Text == Text;

    public override int GetHashCode() => string.GetHashCode(Text, StringComparison.Ordinal);
}

/// <summary>
/// A number, kept as its JSON text so that nothing is lost before somebody decides how to read it.
/// <see cref="IsFloat"/> tells whether upstream holds it as a floating-point number at this place: such numbers
/// may not be embedded in a longer text (pipeline-config.md §7.2).
/// </summary>
public sealed class NumberValue(string text, bool isFloat = false, SourcePosition position = default) : Value(position)
{
    public string Text { get; } = text;

    public bool IsFloat { get; } = isFloat;

    public override string KindName => "number";

    public static NumberValue From(long number) => new(number.ToString(CultureInfo.InvariantCulture));

    public static NumberValue From(double number) => new(GoNumber.Json(number), isFloat: true);

    /// <summary>The same number after one trip through a 64-bit float, in Go's shortest JSON form.</summary>
    public NumberValue Canonical()
    {
        if (IsPlainInteger(Text))
        {
            return this;
        }

        var canonical = GoNumber.Json(ToDouble());
        return canonical == Text ? this : new NumberValue(canonical, IsFloat, Position);
    }

    public double ToDouble() => double.Parse(Text, NumberStyles.Float, CultureInfo.InvariantCulture);

    public override bool Equals(Value? other) => other is NumberValue o && o.Text == Text;

    public override int GetHashCode() => string.GetHashCode(Text, StringComparison.Ordinal);

    // Up to 15 digits a decimal integer survives a double unchanged and is already in its shortest form.
    private static bool IsPlainInteger(string text)
    {
        var digits = text.AsSpan(text.StartsWith('-') ? 1 : 0);
        return digits.Length is > 0 and <= 15 && !digits.ContainsAnyExceptInRange('0', '9') && text != "-0"
            && (digits.Length == 1 || digits[0] != '0');
    }
}
