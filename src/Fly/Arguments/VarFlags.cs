using Concourse.Core.Values;
using Concourse.Core.Variables;
using Fly.CommandLine;

namespace Fly.Arguments;

using VarPair = KeyValuePair<VarReference, Value>;

/// <summary>Types of the flags that give vars (fly.md §6).</summary>
internal static class VarFlags
{
    public static FlagType<VarPair> Text { get; } = new("flaghelpers.VariablePairFlag", pair => Read(VariableFlags.Text, pair), Unquotes: false);

    public static FlagType<VarPair> Yaml { get; } = new("flaghelpers.YAMLVariablePairFlag", pair => Read(VariableFlags.Yaml, pair), Unquotes: false);

    private static VarPair Read(Func<string, VarPair> read, string pair)
    {
        try
        {
            return read(pair);
        }
        catch (VarException e)
        {
            throw new FormatException(e.Message, e);
        }
    }
}
