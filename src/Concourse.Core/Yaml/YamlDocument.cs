using Concourse.Core.Values;

namespace Concourse.Core.Yaml;

/// <summary>The first document of a YAML text, and the keys that some map of it defines more than once.</summary>
public sealed record YamlDocument(Value Root, IReadOnlyList<DuplicateKey> Duplicates);

/// <summary>A key defined again: its last definition counts, unless the reader refuses duplicates.</summary>
public readonly record struct DuplicateKey(string Key, SourcePosition Position, int FirstLine);
