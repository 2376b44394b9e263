using Concourse.Core.Configuration;
using Concourse.Core.Values;
using Concourse.Core.Yaml;

namespace Concourse.Core.Variables;

/// <summary>Applies static vars to the whole text of a pipeline or task before it is saved or run (pipeline-config.md §7.3, §7.5).</summary>
public static class PipelineTemplate
{
    /// <summary>The text as YAML with known vars replaced; unknown ones stay for the server.</summary>
    /// <param name="text">YAML or JSON.</param>
    /// <param name="scopes">Asked in order (<see cref="VariableFlags.Scopes"/>).</param>
    /// <exception cref="ConfigFormatException">The text is no YAML.</exception>
    /// <exception cref="VarException">A var does not fit where it stands.</exception>
    public static string Evaluate(string text, IReadOnlyList<StaticVariables> scopes) =>
        YamlWriter.Text(VarTemplate.Interpolate(Root(text), scopes, requireAll: false));

    private static Value Root(string text)
    {
        try
        {
            return YamlText.Parse(text);
        }
        catch (YamlSyntaxException e)
        {
            throw new ConfigFormatException(e.Message, e.Position);
        }
    }
}
