namespace Concourse.Core.Values;

/// <summary>Values and their types as Go prints them in upstream's messages.</summary>
internal static class GoFormat
{
    /// <summary><c>%v</c>.</summary>
    public static string Display(Value value) => value switch
    {
        _ when !DeepRecursion.HasStack => DeepRecursion.Continue(value, Display),
        StringValue s => s.Text,
        NumberValue n => GoNumber.Display(n.ToDouble()),
        BoolValue b => b.Value ? "true" : "false",
        ListValue list => $"[{string.Join(' ', list.Select(Display))}]",
        MapValue map => $"map[{string.Join(' ', map.Entries.Select(e => $"{e.Key}:{Display(e.Value)}"))}]",
        _ => "<nil>",
    };

    /// <summary><c>%T</c> of a value that upstream decoded from JSON without a type in mind; null is no value.</summary>
    public static string Type(Value? value) => value switch
    {
        StringValue => "string",
        NumberValue => "float64",
        BoolValue => "bool",
        ListValue => "[]interface {}",
        MapValue => "map[string]interface {}",
        _ => "<nil>",
    };

    /// <summary>Values as Go's <c>%#v</c> prints what was read from YAML.</summary>
    public static string Syntax(Value value) => value switch
    {
        _ when !DeepRecursion.HasStack => DeepRecursion.Continue(value, Syntax),
        StringValue s => GoText.Quote(s.Text),
        ListValue list => $"[]interface {{}}{{{string.Join(", ", list.Select(Syntax))}}}",
        MapValue map => $"map[interface {{}}]interface {{}}{{{string.Join(", ", map.Entries.Select(e => $"{GoText.Quote(e.Key)}:{Syntax(e.Value)}"))}}}",
        NullValue => "interface {}(nil)",
        NumberValue { IsFloat: false } n => n.Text,
        _ => Display(value),
    };
}
