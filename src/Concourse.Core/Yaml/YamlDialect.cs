namespace Concourse.Core.Yaml;

/// <summary>Which of upstream's two YAML libraries is followed where they differ: in the lines of their messages, mostly.</summary>
internal enum YamlDialect
{
    /// <summary>The one that reads configurations (<c>go.yaml.in/yaml/v2</c> under <c>sigs.k8s.io/yaml</c>).</summary>
    Two,

    /// <summary>The one with which <c>fly</c> and the set_pipeline step look for duplicate keys (<c>go.yaml.in/yaml/v3</c>).</summary>
    Three,
}
