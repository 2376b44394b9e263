using Concourse.Core.Values;

namespace Concourse.Core.Variables;

/// <summary>Type names in upstream's messages about vars.</summary>
internal static class VarTypes
{
    public static string Name(Value value) => value switch
    {
        StringValue => "string",
        NumberValue { IsFloat: true } => "float64",
        NumberValue => "json.Number",
        BoolValue => "bool",
        ListValue => "[]interface {}",
        MapValue => "map[string]interface {}",
        _ => "<nil>",
    };
}
