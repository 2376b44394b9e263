using Concourse.Core.Values;

namespace Concourse.Core.Yaml;

/// <summary>The text is no YAML, or YAML that JSON cannot say. The message is upstream's, e.g. <c>yaml: line 2: …</c>.</summary>
public sealed class YamlSyntaxException(string message, SourcePosition position = default) : FormatException(message)
{
    public SourcePosition Position { get; } = position;

    /// <summary>Upstream can say it in JSON, but not read that.</summary>
    public bool InJson { get; init; }
}
