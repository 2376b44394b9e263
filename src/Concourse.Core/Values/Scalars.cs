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
public sealed class NumberValue : Value
{
    // Null where the number is a short whole one, as nearly all are: then it stands in the upper bits below, and no text is kept.
    private readonly string? text;

    // The lowest bit tells whether it is a float.
    private readonly long bits;

    public NumberValue(string text, bool isFloat = false, SourcePosition position = default)
        : base(position)
    {
        var whole = 0L;
        if (IsPlainInteger(text))
        {
            whole = long.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        }
        else
        {
            this.text = text;
        }

        bits = (whole << 1) | (isFloat ? 1L : 0L);
    }

    public string Text => text ?? Whole.ToString(CultureInfo.InvariantCulture);

    public bool IsFloat => (bits & 1) != 0;

    public override string KindName => "number";

    /// <summary>Whether the text is kept beside the number.</summary>
    internal bool HasText => text is not null;

    private long Whole => bits >> 1;

    public static NumberValue From(long number) => new(number.ToString(CultureInfo.InvariantCulture));

    public static NumberValue From(double number) => new(GoNumber.Json(number), isFloat: true);

    /// <summary>The same number after one trip through a 64-bit float, in Go's shortest JSON form.</summary>
    public NumberValue Canonical()
    {
        if (text is null)
        {
            return this;
        }

        var canonical = GoNumber.Json(ToDouble());
        return canonical == text ? this : new NumberValue(canonical, IsFloat, Position);
    }

    public double ToDouble() => text is null ? Whole : double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);

    public override bool Equals(Value? other) => other is NumberValue o && o.text == text && o.Whole == Whole;

    public override int GetHashCode() => text is null ? Whole.GetHashCode() : string.GetHashCode(text, StringComparison.Ordinal);

    // Up to 15 digits a decimal integer survives a double unchanged and is already in its shortest form.
    private static bool IsPlainInteger(string text)
    {
        var digits = text.AsSpan(text.StartsWith('-') ? 1 : 0);
        return digits.Length is > 0 and <= 15 && !digits.ContainsAnyExceptInRange('0', '9') && text != "-0"
            && (digits.Length == 1 || digits[0] != '0');
    }
}
