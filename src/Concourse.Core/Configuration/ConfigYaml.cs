using Concourse.Core.Configuration.Json;
using Concourse.Core.Yaml;

namespace Concourse.Core.Configuration;

/// <summary>Configs as YAML text, the way <c>fly get-pipeline</c> and <c>fly format-pipeline</c> print them.</summary>
public static class ConfigYaml
{
    public static string Text(PipelineConfig config) => YamlWriter.Text(ConfigJson.Value(ConfigJson.Write, config));

    /// <summary>A pipeline's text in the printed form. Unknown keys outside steps are dropped, as upstream does.</summary>
    /// <exception cref="ConfigFormatException">The text is no pipeline.</exception>
    public static string Format(ReadOnlySpan<byte> text) => Text(ConfigReader.LenientPipeline(text));
}
