using System.Buffers;
using System.Text;
using Concourse.Core.Values;

namespace Concourse.Core.Yaml;

/// <summary>
/// Reads YAML 1.1 text into untyped values as upstream does (pipeline-config.md §1.1): scalars by YAML 1.1, keys as text,
/// timestamps as text, anchors shared, merge keys resolved, the last of duplicate keys counting.
/// </summary>
public static class YamlText
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static readonly SearchValues<char> Forbidden = SearchValues.Create(string.Concat(
        Enumerable.Range(0, 0x20).Concat(Enumerable.Range(0x7f, 0x21)).Append(0xfeff).Append(0xfffe).Append(0xffff)
            .Where(c => c is not ('\t' or '\n' or '\r' or 0x85)).Select(c => (char)c)));

    /// <exception cref="YamlSyntaxException">The bytes are no text, or the text is no YAML.</exception>
    public static YamlDocument Parse(ReadOnlySpan<byte> bytes) => Parse(Decode(bytes));

    /// <exception cref="YamlSyntaxException">The text is no YAML.</exception>
    public static YamlDocument Parse(string text)
    {
        text = text.StartsWith('\ufeff') ? text[1..] : text;
        var odd = text.AsSpan().IndexOfAny(Forbidden);
        if (odd >= 0)
        {
            throw new YamlSyntaxException("yaml: control characters are not allowed", PositionOf(text, odd));
        }

        return new YamlReader(text).Read();
    }

    /// <summary>
    /// Refuses duplicate keys, as <c>fly</c> and the set_pipeline step do before anything else
    /// (<c>mapping key "x" already defined at line N</c>).
    /// </summary>
    /// <exception cref="YamlSyntaxException">Not YAML, or a key is defined twice.</exception>
    public static YamlDocument ParseUnique(string text)
    {
        var document = Parse(text);
        if (document.Duplicates.Count == 0)
        {
            return document;
        }

        var lines = document.Duplicates.Select(d =>
            $"  line {d.Position.Line}: mapping key {GoText.Quote(d.Key)} already defined at line {d.FirstLine}");
        throw new YamlSyntaxException("yaml: unmarshal errors:\n" + string.Join('\n', lines), document.Duplicates[0].Position);
    }

    private static string Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xff, 0xfe]))
        {
            return Encoding.Unicode.GetString(bytes[2..]);
        }

        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xfe, 0xff]))
        {
            return Encoding.BigEndianUnicode.GetString(bytes[2..]);
        }

        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException e)
        {
            var line = 1 + bytes[..Math.Max(0, e.Index)].Count((byte)'\n');
            throw new YamlSyntaxException("yaml: invalid leading UTF-8 octet", new SourcePosition(line, 1));
        }
    }

    private static SourcePosition PositionOf(string text, int index)
    {
        var before = text.AsSpan(0, index);
        return new SourcePosition(1 + before.Count('\n'), index - before.LastIndexOf('\n'));
    }
}
