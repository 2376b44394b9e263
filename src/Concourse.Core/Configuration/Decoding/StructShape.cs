using System.Collections.Frozen;

namespace Concourse.Core.Configuration.Decoding;

/// <summary>
/// The keys of one kind of object. Keys match exactly or, failing that, without regard to case, as upstream's JSON
/// decoder does.
/// </summary>
internal sealed class StructShape
{
    private readonly FrozenDictionary<string, int> exact;
    private readonly FrozenDictionary<string, int> folded;

    public StructShape(string name, params string[] keys)
    {
        Name = name;
        GoType = $"atc.{name}";
        Keys = keys;
        exact = keys.Index().ToFrozenDictionary(k => k.Item, k => k.Index, StringComparer.Ordinal);
        folded = exact.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The struct's name in upstream's messages.</summary>
    public string Name { get; }

    /// <summary>The name with its package.</summary>
    public string GoType { get; }

    public IReadOnlyList<string> Keys { get; }

    public bool Knows(string key) => exact.ContainsKey(key);

    /// <summary>Index of the field that a key fills; -1 if none.</summary>
    public int IndexOf(string key) => exact.TryGetValue(key, out var index) || folded.TryGetValue(key, out index) ? index : -1;
}
