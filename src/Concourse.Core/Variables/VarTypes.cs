using Concourse.Core.Values;

namespace Concourse.Core.Variables;

/// <summary>Type names in upstream's messages about vars.</summary>
internal static class VarTypes
{
    // Only here numbers may not have been through a float yet.
    public static string Name(Value value) => value is NumberValue { IsFloat: false } ? "json.Number" : GoFormat.Type(value);
}
