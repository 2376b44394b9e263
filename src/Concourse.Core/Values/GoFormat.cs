namespace Concourse.Core.Values;

/// <summary>Values and their types as Go prints them in upstream's messages.</summary>
internal static class GoFormat
{
    /// <summary><c>%v</c>.</summary>
    public static string Display(Value value) => value switch
    {
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
}
