namespace Concourse.Core.Values;

/// <summary>Values as Go's <c>%v</c> prints them in upstream's messages.</summary>
internal static class GoFormat
{
    public static string Display(Value value) => value switch
    {
        StringValue s => s.Text,
        NumberValue n => GoNumber.Display(n.ToDouble()),
        BoolValue b => b.Value ? "true" : "false",
        ListValue list => $"[{string.Join(' ', list.Select(Display))}]",
        MapValue map => $"map[{string.Join(' ', map.Entries.Select(e => $"{e.Key}:{Display(e.Value)}"))}]",
        _ => "<nil>",
    };

    /// <summary>Values as Go's <c>%#v</c> prints what was read from YAML.</summary>
    public static string Syntax(Value value) => value switch
    {
        StringValue s => GoText.Quote(s.Text),
        ListValue list => $"[]interface {{}}{{{string.Join(", ", list.Select(Syntax))}}}",
        MapValue map => $"map[interface {{}}]interface {{}}{{{string.Join(", ", map.Entries.Select(e => $"{GoText.Quote(e.Key)}:{Syntax(e.Value)}"))}}}",
        NullValue => "interface {}(nil)",
        NumberValue { IsFloat: false } n => n.Text,
        _ => Display(value),
    };
}
