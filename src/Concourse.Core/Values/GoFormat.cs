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
}
