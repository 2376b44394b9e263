using Concourse.Core.Yaml.Scanning;

namespace Concourse.Core.Yaml.Parsing;

/// <summary>What the handles of tags stand for in a document.</summary>
internal sealed class TagHandles(YamlDialect dialect)
{
    private readonly Dictionary<string, string> prefixes = new(StringComparer.Ordinal);
    private (string Handle, string Suffix, string Tag) last = ("", "", "");

    /// <summary>Notes a <c>%TAG</c> directive.</summary>
    public void Define(in YamlToken directive)
    {
        if (!prefixes.TryAdd(directive.Text, directive.Suffix))
        {
            throw YamlFault.InParser(dialect, "found duplicate %TAG directive", directive.Start);
        }
    }

    /// <summary>The full tag.</summary>
    public string Resolve(in YamlToken tag, in YamlMark node)
    {
        // Who uses tags uses the same one often.
        if (tag.Text != last.Handle || tag.Suffix != last.Suffix)
        {
            last = (tag.Text, tag.Suffix, Full(tag, node));
        }

        return last.Tag;
    }

    private string Full(in YamlToken tag, in YamlMark node) => tag.Text switch
    {
        "" => tag.Suffix,
        _ when prefixes.TryGetValue(tag.Text, out var prefix) => prefix + tag.Suffix,
        "!" => "!" + tag.Suffix,
        "!!" => YamlScalars.TagPrefix + tag.Suffix,
        _ => throw YamlFault.InParser(dialect, "found undefined tag handle", tag.Start, node),
    };
}
