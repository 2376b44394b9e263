using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Concourse.Core.Values;
using Concourse.Core.Yaml.Scanning;

namespace Concourse.Core.Yaml;

/// <summary>
/// Text to be read: what of it consists of characters that YAML allows, and what is wrong behind that. Upstream reads its
/// text piece by piece, so that a mistake of grammar in an earlier piece is told rather than a wrong character in a later one.
/// </summary>
/// <param name="Text">The allowed part, without byte order mark.</param>
/// <param name="Fault">Why the text goes no further; null: all of it is there.</param>
internal readonly record struct YamlInput(string Text, YamlSyntaxException? Fault)
{
    private const int PieceBytes = 512;
    private const int Lookahead = 4;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static readonly SearchValues<char> Forbidden = SearchValues.Create(string.Concat(
        Enumerable.Range(0, 0x20).Concat(Enumerable.Range(0x7f, 0x21)).Append(0xfffe).Append(0xffff)
            .Where(c => c is not ('\t' or '\n' or '\r' or 0x85)).Select(c => (char)c)));

    /// <summary>UTF-8, or UTF-16 with a byte order mark.</summary>
    public static YamlInput Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xff, 0xfe]))
        {
            return Utf16(bytes[2..], bigEndian: false);
        }

        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xfe, 0xff]))
        {
            return Utf16(bytes[2..], bigEndian: true);
        }

        try
        {
            return Check(StrictUtf8.GetString(bytes));
        }
        catch (DecoderFallbackException e)
        {
            var bad = bytes[e.Index..];
            return Cut(StrictUtf8.GetString(bytes[..e.Index]), Utf8Problem(bad), atEnd: bad.Length < Utf8Length(bad[0]));
        }
    }

    /// <summary>Text that was decoded before.</summary>
    public static YamlInput Check(string text)
    {
        var start = text.StartsWith('\ufeff') ? 1 : 0;
        var odd = text.AsSpan(start).IndexOfAny(Forbidden);
        return odd >= 0 ? Cut(text[..(start + odd)], "control characters are not allowed")
            : new YamlInput(start == 0 ? text : text[start..], null);
    }

    /// <summary>Whether reading came so far that upstream would have met what is wrong.</summary>
    public bool Reaches(in YamlMark mark) => mark.Index + Lookahead > Text.Length;

    // The text before the fault; an earlier one in it counts. That a character is not complete is seen at the very end only.
    private static YamlInput Cut(string text, string problem, bool atEnd = false)
    {
        var checkedText = text.StartsWith('\ufeff') ? text[1..] : text;
        var odd = checkedText.AsSpan().IndexOfAny(Forbidden);
        if (odd >= 0)
        {
            (checkedText, problem, atEnd) = (checkedText[..odd], "control characters are not allowed", false);
        }

        var position = new SourcePosition(1 + checkedText.AsSpan().Count('\n'), checkedText.Length - checkedText.LastIndexOf('\n'));
        return new YamlInput(atEnd ? checkedText : WholePieces(checkedText), new YamlSyntaxException($"yaml: {problem}", position));
    }

    private static string WholePieces(string text)
    {
        var bytes = Encoding.UTF8.GetByteCount(text) / PieceBytes * PieceBytes;
        var (length, count) = (0, 0);
        foreach (var rune in text.EnumerateRunes())
        {
            if ((count += rune.Utf8SequenceLength) > bytes)
            {
                break;
            }

            length += rune.Utf16SequenceLength;
        }

        return text[..length];
    }

    private static YamlInput Utf16(ReadOnlySpan<byte> bytes, bool bigEndian)
    {
        var units = MemoryMarshal.Cast<byte, ushort>(bytes).ToArray();
        if (bigEndian == BitConverter.IsLittleEndian)
        {
            BinaryPrimitives.ReverseEndianness(units, units);
        }

        var text = new string(MemoryMarshal.Cast<ushort, char>(units));
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsLowSurrogate(text[i]))
            {
                return Cut(text[..i], "unexpected low surrogate area");
            }

            if (char.IsHighSurrogate(text[i]) && !(++i < text.Length && char.IsLowSurrogate(text[i])))
            {
                return Cut(text[..(i - 1)], i == text.Length ? "incomplete UTF-16 surrogate pair" : "expected low surrogate area", atEnd: i == text.Length);
            }
        }

        return bytes.Length % 2 == 0 ? Check(text) : Cut(text, "incomplete UTF-16 character", atEnd: true);
    }

    private static string Utf8Problem(ReadOnlySpan<byte> bytes)
    {
        var length = Utf8Length(bytes[0]);
        if (length == 0)
        {
            return "invalid leading UTF-8 octet";
        }

        if (bytes.Length < length)
        {
            return "incomplete UTF-8 octet sequence";
        }

        var code = bytes[0] & (0x7f >> length);
        foreach (var octet in bytes[1..length])
        {
            if ((octet & 0xc0) != 0x80)
            {
                return "invalid trailing UTF-8 octet";
            }

            code = (code << 6) + (octet & 0x3f);
        }

        var shortest = length switch { 2 => 0x80, 3 => 0x800, _ => 0x10000 };
        return code < shortest ? "invalid length of a UTF-8 sequence" : "invalid Unicode character";
    }

    // By the first byte; 0: it begins no character.
    private static int Utf8Length(byte first) => first switch
    {
        < 0x80 => 1,
        >= 0xc0 and < 0xe0 => 2,
        >= 0xe0 and < 0xf0 => 3,
        >= 0xf0 and < 0xf8 => 4,
        _ => 0,
    };
}
