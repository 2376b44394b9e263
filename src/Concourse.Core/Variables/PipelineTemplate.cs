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
        YamlWriter.Text(VarTemplate.Interpolate(Root(() => YamlText.Parse(text)), scopes, requireAll: false));

    /// <summary>
    /// Refuses YAML with duplicate keys, which templating would hide.
    /// </summary>
    /// <exception cref="ConfigFormatException">The parser's message; callers put their own words before it.</exception>
    public static void RefuseDuplicates(string text) => Root(() => YamlText.ParseUnique(text));

    private static Value Root(Func<Value> parse)
    {
        try
        {
            return parse();
        }
        catch (YamlSyntaxException e)
        {
            throw new ConfigFormatException(e.Message, e.Position);
        }
    }
}
