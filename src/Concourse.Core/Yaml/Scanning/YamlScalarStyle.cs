namespace Concourse.Core.Yaml.Scanning;

/// <summary>How a scalar was written.</summary>
internal enum YamlScalarStyle : byte
{
    Plain,
    SingleQuoted,
    DoubleQuoted,
    Literal,
    Folded,
}
