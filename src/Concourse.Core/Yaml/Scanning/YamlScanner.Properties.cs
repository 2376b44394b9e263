using System.Text;

namespace Concourse.Core.Yaml.Scanning;

/// <summary>Anchors, aliases, tags and directives.</summary>
internal sealed partial class YamlScanner
{
    private const string LocalHandle = "!";
    private const string CommonHandle = "!!";

    private void Anchor(YamlTokenKind kind)
    {
        var level = NoteKey();
        keyAllowed = false;
        var start = cursor.Mark;
        cursor.Skip();
        var name = pool.Get(cursor.SkipWhile(YamlCharacters.Word));
        var c = cursor.Current;
        if (name.Length == 0 || !(YamlCharacters.IsBlankOrEnd(c) || c is '?' or ':' or ',' or ']' or '}' or '%' or '@' or '`'))
        {
            throw Fault("did not find expected alphabetic or numeric character", start);
        }

        ref var token = ref queue.Add(kind, start);
        token.Text = name;
        token.KeyLevel = level;
    }

    private void Tag()
    {
        var level = NoteKey();
        keyAllowed = false;
        var start = cursor.Mark;
        var (handle, suffix) = cursor.Peek(1) == '<' ? VerbatimTag(start) : ShortTag(start);
        if (!YamlCharacters.IsBlankOrEnd(cursor.Current))
        {
            throw Fault("did not find expected whitespace or line break", start);
        }

        ref var token = ref queue.Add(YamlTokenKind.Tag, start);
        token.Text = handle;
        token.Suffix = suffix;
        token.KeyLevel = level;
    }

    private (string Handle, string Suffix) VerbatimTag(in YamlMark start)
    {
        cursor.Skip(2);
        var tag = TagText(start);
        if (tag.Length == 0)
        {
            throw Fault("did not find expected tag URI", start);
        }

        if (cursor.Current != '>')
        {
            throw Fault("did not find the expected '>'", start);
        }

        cursor.Skip();
        return ("", tag);
    }

    // !handle!suffix, !suffix, or a lone !.
    private (string Handle, string Suffix) ShortTag(in YamlMark start)
    {
        cursor.Skip();
        var word = pool.Get(cursor.SkipWhile(YamlCharacters.Word));
        if (cursor.Current == '!')
        {
            cursor.Skip();
            var suffix = TagText(start);
            return suffix.Length > 0 ? (word.Length == 0 ? CommonHandle : $"!{word}!", suffix) : throw Fault("did not find expected tag URI", start);
        }

        var rest = TagText(start);
        var name = rest.Length == 0 ? word : word + rest;
        return name.Length > 0 ? (LocalHandle, name) : ("", LocalHandle);
    }

    // Text of a tag, in which characters may be escaped by the octets of their UTF-8 form.
    private string TagText(in YamlMark start)
    {
        var piece = cursor.SkipWhile(YamlCharacters.Tag);
        if (!piece.Contains('%'))
        {
            return pool.Get(piece);
        }

        cursor.Skip(-piece.Length);
        var octets = new List<byte>();
        while (YamlCharacters.Tag.Contains(cursor.Current))
        {
            if (cursor.Current == '%')
            {
                EscapedCharacter(octets, start);
            }
            else
            {
                octets.Add((byte)cursor.Current);
                cursor.Skip();
            }
        }

        return Encoding.UTF8.GetString([.. octets]);
    }

    private void EscapedCharacter(List<byte> octets, in YamlMark start)
    {
        var first = Octet(start);
        var count = first switch
        {
            < 0x80 => 1,
            >= 0xc0 and < 0xe0 => 2,
            >= 0xe0 and < 0xf0 => 3,
            >= 0xf0 and < 0xf8 => 4,
            _ => throw Fault("found an incorrect leading UTF-8 octet", start),
        };
        octets.Add(first);
        PassOctet();
        for (var i = 1; i < count; i++)
        {
            var octet = Octet(start);
            octets.Add((octet & 0xc0) == 0x80 ? octet : throw Fault("found an incorrect trailing UTF-8 octet", start));
            PassOctet();
        }
    }

    private byte Octet(in YamlMark start)
    {
        var (high, low) = (cursor.Peek(1), cursor.Peek(2));
        return cursor.Current == '%' && char.IsAsciiHexDigit(high) && char.IsAsciiHexDigit(low)
            ? (byte)((YamlCharacters.HexDigit(high) << 4) + YamlCharacters.HexDigit(low))
            : throw Fault("did not find URI escaped octet", start);
    }

    private void PassOctet() => cursor.Skip(3);

    private void Directive()
    {
        CloseBlocks(-1);
        GiveKeyUp();
        keyAllowed = false;
        var start = cursor.Mark;
        cursor.Skip();
        var name = new string(cursor.SkipWhile(YamlCharacters.Word));
        if (name.Length == 0)
        {
            throw Fault("could not find expected directive name", start);
        }

        if (!YamlCharacters.IsBlankOrEnd(cursor.Current))
        {
            throw Fault("found unexpected non-alphabetical character", start);
        }

        var kind = name switch
        {
            "YAML" => YamlTokenKind.VersionDirective,
            "TAG" => YamlTokenKind.TagDirective,
            _ => throw Fault("found unknown directive name", start),
        };
        cursor.SkipBlanks();
        var (text, suffix) = kind == YamlTokenKind.VersionDirective ? (Version(start), "") : TagPrefix(start);
        EndOfLine(start);
        ref var token = ref queue.Add(kind, start);
        token.Text = text;
        token.Suffix = suffix;
    }

    private string Version(in YamlMark start)
    {
        var major = VersionNumber(start);
        if (cursor.Current != '.')
        {
            throw Fault("did not find expected digit or '.' character", start);
        }

        cursor.Skip();
        return $"{major}.{VersionNumber(start)}";
    }

    private int VersionNumber(in YamlMark start)
    {
        var (number, digits) = (0, 0);
        while (char.IsAsciiDigit(cursor.Current))
        {
            if (++digits > 2)
            {
                throw Fault("found extremely long version number", start);
            }

            number = (number * 10) + cursor.Current - '0';
            cursor.Skip();
        }

        return digits > 0 ? number : throw Fault("did not find expected version number", start);
    }

    private (string Handle, string Prefix) TagPrefix(in YamlMark start)
    {
        if (cursor.Current != '!')
        {
            throw Fault("did not find expected '!'", start);
        }

        cursor.Skip();
        var handle = $"!{cursor.SkipWhile(YamlCharacters.Word)}";
        if (cursor.Current == '!')
        {
            cursor.Skip();
            handle += "!";
        }
        else if (handle.Length > 1)
        {
            throw Fault("did not find expected '!'", start);
        }

        if (!YamlCharacters.IsBlank(cursor.Current))
        {
            throw Fault("did not find expected whitespace", start);
        }

        cursor.SkipBlanks();
        var prefix = TagText(start);
        if (prefix.Length == 0)
        {
            throw Fault("did not find expected tag URI", start);
        }

        return YamlCharacters.IsBlankOrEnd(cursor.Current) ? (handle, prefix) : throw Fault("did not find expected whitespace or line break", start);
    }
}
