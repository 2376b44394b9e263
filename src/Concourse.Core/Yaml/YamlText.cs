using Concourse.Core.Values;
using Concourse.Core.Yaml.Scanning;

namespace Concourse.Core.Yaml;

/// <summary>
/// Reads YAML 1.1 text into untyped values as upstream does (pipeline-config.md §1.1): scalars by YAML 1.1, keys as text,
/// timestamps as text, anchors shared, merge keys resolved, the last of duplicate keys counting. Of several documents the
/// first one counts. Time and memory are linear in the length of the text.
/// </summary>
public static class YamlText
{
    /// <exception cref="YamlSyntaxException">The bytes are no text, or the text is no YAML.</exception>
    public static Value Parse(ReadOnlySpan<byte> bytes) => Read(YamlInput.Decode(bytes), YamlDialect.Two);

    /// <exception cref="YamlSyntaxException">The text is no YAML.</exception>
    public static Value Parse(string text) => Read(YamlInput.Check(text), YamlDialect.Two);

    /// <summary>
    /// Refuses duplicate keys, as <c>fly</c> and the set_pipeline step do before anything else
    /// (<c>mapping key "x" already defined at line N</c>). Other messages are those of the library that they use for this,
    /// which names other lines than <see cref="Parse(string)"/>.
    /// </summary>
    /// <exception cref="YamlSyntaxException">Not YAML, or a key is defined twice.</exception>
    public static Value ParseUnique(ReadOnlySpan<byte> bytes) => ReadUnique(YamlInput.Decode(bytes));

    /// <inheritdoc cref="ParseUnique(ReadOnlySpan{byte})"/>
    public static Value ParseUnique(string text) => ReadUnique(YamlInput.Check(text));

    private static Value ReadUnique(in YamlInput input)
    {
        var keys = new KeyNotes();
        var value = Read(input, YamlDialect.Three, keys);
        keys.ThrowIfAny();
        return value;
    }

    private static Value Read(in YamlInput input, YamlDialect dialect, KeyNotes? keys = null)
    {
        var scanner = new YamlScanner(input.Text, dialect);
        Value value;
        try
        {
            value = new YamlReader(scanner, dialect).Read(keys);
        }
        catch (YamlSyntaxException) when (input.Fault is { } fault && input.Reaches(scanner.Mark))
        {
            throw fault;
        }

        return input.Fault is { } unread && input.Reaches(scanner.Mark) ? throw unread : value;
    }
}
