using Concourse.Core.Configuration;
using Concourse.Core.Values;
using Concourse.Core.Variables;
using Concourse.Core.Yaml;
using Fly.Arguments;

namespace Fly.Templates;

using VarPair = KeyValuePair<VarReference, Value>;

/// <summary>A pipeline file with the vars given for it (fly.md §6.4). Vars that nobody gave stay as they are.</summary>
internal sealed record TemplateFiles(PathArgument File)
{
    public IReadOnlyList<VarPair> Vars { get; init; } = [];

    public IReadOnlyList<VarPair> YamlVars { get; init; } = [];

    public MapValue? InstanceVars { get; init; }

    public IReadOnlyList<PathArgument> VarFiles { get; init; } = [];

    /// <summary>The pipeline with its vars filled in; places are those in the file.</summary>
    /// <exception cref="FlyException">A file cannot be read, or is no YAML.</exception>
    /// <exception cref="VarException">A var does not fit where it is used.</exception>
    public Value Evaluate(Stream standardInput)
    {
        var template = Template(Read(File, standardInput, "could not read file"));
        var files = VarFiles.Select(f => ReadVars(f, standardInput)).ToArray();
        return VarTemplate.Interpolate(template, VariableFlags.Scopes(Vars, YamlVars, InstanceVars, files), requireAll: false);
    }

    private static Value Template(byte[] text)
    {
        try
        {
            var root = YamlText.ParseUnique(text);
            return root is MapValue or NullValue ? root : throw new YamlSyntaxException(
                $"yaml: unmarshal errors:\n  line {Math.Max(1, root.Position.Line)}: cannot unmarshal {Tag(root)} into map[string]interface {{}}");
        }
        catch (YamlSyntaxException e)
        {
            throw new FlyException($"error parsing yaml before applying templates: {e.Message}");
        }
    }

    private static string Tag(Value value) => value switch
    {
        ListValue => "!!seq",
        StringValue s => $"!!str `{Short(s.Text)}`",
        BoolValue b => $"!!bool `{(b.Value ? "true" : "false")}`",
        NumberValue { IsFloat: true } n => $"!!float `{Short(n.Text)}`",
        NumberValue n => $"!!int `{Short(n.Text)}`",
        _ => value.KindName,
    };

    private static string Short(string text) => text.Length > 10 ? text[..7] + "..." : text;

    private static StaticVariables ReadVars(PathArgument file, Stream standardInput)
    {
        var text = Read(file, standardInput, $"could not read template variables file ({file.Path})");
        try
        {
            return VariableFlags.File(text);
        }
        catch (ConfigFormatException e)
        {
            throw new FlyException($"could not unmarshal template variables ({file.Path}): {e.Message}");
        }
    }

    private static byte[] Read(PathArgument file, Stream standardInput, string failure)
    {
        try
        {
            return file.Read(standardInput);
        }
        catch (IOException e)
        {
            throw new FlyException($"{failure}: {e.Message}");
        }
    }
}
