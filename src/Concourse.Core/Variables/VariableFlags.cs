using Concourse.Core.Configuration;
using Concourse.Core.Values;

namespace Concourse.Core.Variables;

/// <summary>Vars as users give them to <c>fly</c> and to the set_pipeline step (pipeline-config.md §7.3).</summary>
public static class VariableFlags
{
    /// <summary><c>-v name=text</c>: always a text.</summary>
    /// <exception cref="VarException">Not a pair, or not a var name.</exception>
    public static KeyValuePair<VarReference, Value> Text(string pair)
    {
        var (name, text) = Split(pair);
        return new(name, new StringValue(text));
    }

    /// <summary><c>-y name=yaml</c> and <c>-i name=yaml</c>: a value whose numbers may stand inside longer texts.</summary>
    /// <exception cref="VarException">Not a pair, or not a var name.</exception>
    /// <exception cref="ConfigFormatException">The value is no YAML.</exception>
    public static KeyValuePair<VarReference, Value> Yaml(string pair)
    {
        var (name, text) = Split(pair);
        return new(name, Numbers.AsText(ConfigReader.Document(text)));
    }

    /// <summary><c>-l file.yml</c> and <c>var_files</c>: numbers are floats and stand only alone. An empty file has no vars.</summary>
    /// <exception cref="ConfigFormatException">No YAML, or not a map.</exception>
    public static StaticVariables File(ReadOnlySpan<byte> text) => ConfigReader.Document(text) switch
    {
        MapValue map => new StaticVariables((MapValue)Numbers.AsFloats(map)),
        NullValue => StaticVariables.Empty,
        var other => throw new ConfigFormatException(
            $"error unmarshaling JSON: while decoding JSON: json: cannot unmarshal {other.KindName} into Go value of type vars.StaticVariables",
            other.Position),
    };

    /// <summary>The scopes in the order of lookup: all flags together, then the files, last file first.</summary>
    public static IReadOnlyList<StaticVariables> Scopes(
        IEnumerable<KeyValuePair<VarReference, Value>> texts,
        IEnumerable<KeyValuePair<VarReference, Value>> yamls,
        MapValue? instanceVars,
        IEnumerable<StaticVariables> files) =>
    [
        StaticVariables.Of([.. texts, .. yamls, .. new StaticVariables(instanceVars ?? MapValue.Empty).Flatten()]),
        .. files.Reverse(),
    ];

    private static (VarReference Name, string Text) Split(string pair)
    {
        var equals = pair.IndexOf('=', StringComparison.Ordinal);
        return equals < 0
            ? throw new VarException($"invalid variable pair '{pair}' (must be name=value)")
            : (VarReference.Parse(pair[..equals]), pair[(equals + 1)..]);
    }
}
