using System.Text;

namespace Concourse.Core.Tests.Yaml;

/// <summary>Writes random documents that are YAML 1.1 and 1.2 alike, in every style.</summary>
internal sealed class RandomYaml(Random random)
{
    private static readonly string[] Words = ["a", "b c", "key", "x-y", "1", "0x1F", "true", "~", "a:b", "a#b", "é", "\U0001F600", "http://x/y?z=1", "it's", "-a", "((var))", "a  b"];
    private static readonly string[] Escapes = ["\\n", "\\t", "\\\"", "\\\\", "\\x41", "\\u00e9", "\\U0001F600", "\\0", "\\e"];
    private readonly StringBuilder text = new();
    private readonly List<string> anchors = [];

    public string Document()
    {
        if (random.Next(4) == 0)
        {
            text.Append("---\n");
        }

        Block(0, 0);
        if (random.Next(6) == 0)
        {
            text.Append("---\nnext\n");
        }

        return text.ToString();
    }

    // A node that begins on a line of its own.
    private void Block(int indent, int depth)
    {
        Rest();
        switch (random.Next(depth > 3 ? 1 : 3))
        {
            case 0:
                text.Append(' ', indent);
                Flow(depth, block: true);
                Break();
                break;
            case 1:
                for (var i = random.Next(1, 4); i > 0; i--)
                {
                    text.Append(' ', indent).Append('-');
                    Value(indent + 1 + random.Next(3), depth, compact: true);
                }

                break;
            default:
                for (var i = 0; i < random.Next(1, 4); i++)
                {
                    text.Append(' ', indent).Append(random.Next(3) switch { 0 => $"'k {i}'", 1 => $"\"k{i}\"", _ => $"k{i}" }).Append(':');
                    Value(indent + 1 + random.Next(3), depth, compact: false);
                }

                break;
        }
    }

    // Behind a dash or a colon.
    private void Value(int indent, int depth, bool compact)
    {
        var properties = Properties();
        switch (random.Next(depth > 3 ? 3 : 5))
        {
            case 0:
                Break();
                break;
            case 1:
                text.Append(properties).Append(' ');
                BlockScalar(indent);
                break;
            case 2:
                text.Append(properties).Append(' ');
                Flow(depth, block: true);
                Break();
                break;
            case 3 when compact && properties.Length == 0 && random.Next(2) == 0:
                CompactMap();
                break;
            default:
                text.Append(properties);
                Break();
                Block(indent, depth + 1);
                break;
        }
    }

    // The second pair of a map that begins behind a dash stands below the first one.
    private void CompactMap()
    {
        var line = text.ToString();
        var column = line.Length - line.LastIndexOf('\n');
        text.Append(" c: 1\n").Append(' ', column).Append("d: 2");
        Break();
    }

    private void BlockScalar(int indent)
    {
        text.Append(random.Next(2) == 0 ? '|' : '>').Append(random.Next(3) switch { 0 => "-", 1 => "+", _ => "" });
        text.Append(random.Next(3) == 0 ? " # c\n" : "\n");
        for (var i = random.Next(1, 4); i > 0; i--)
        {
            text.Append(' ', indent).Append(Words[random.Next(Words.Length)]).Append('\n');
            text.Append(random.Next(4) == 0 ? "\n" : "");
        }
    }

    private void Flow(int depth, bool block)
    {
        switch (random.Next(depth > 3 ? 4 : 7))
        {
            case 0:
                text.Append('\'').Append(Words[random.Next(Words.Length)].Replace("'", "''")).Append(random.Next(3) == 0 ? " ''" : "").Append('\'');
                break;
            case 1:
                text.Append('"').Append(Words[random.Next(Words.Length)]).Append(Escapes[random.Next(Escapes.Length)]).Append('"');
                break;
            case 2 when anchors.Count > 0 && !block:
                text.Append('*').Append(anchors[random.Next(anchors.Count)]).Append(' ');
                break;
            case 4:
                text.Append('[');
                for (var i = random.Next(3); i >= 0; i--)
                {
                    Flow(depth + 1, block: false);
                    text.Append(i > 0 ? ", " : "");
                }

                text.Append(']');
                break;
            case 5:
                text.Append('{');
                for (var i = random.Next(3); i >= 0; i--)
                {
                    text.Append($"f{i}: ");
                    Flow(depth + 1, block: false);
                    text.Append(i > 0 ? ", " : "");
                }

                text.Append('}');
                break;
            case 6:
                text.Append(random.Next(2) == 0 ? "[]" : "{}");
                break;
            default:
                text.Append(block ? Words[random.Next(Words.Length)] : $"w{random.Next(10)}");
                break;
        }
    }

    private string Properties()
    {
        var tag = random.Next(8) == 0 ? random.Next(3) switch { 0 => " !!str", 1 => " !local", _ => " !<tag:x,1:y>" } : "";
        if (random.Next(8) != 0)
        {
            return tag;
        }

        anchors.Add($"n{anchors.Count}");
        return $"{tag} &{anchors[^1]}";
    }

    private void Break() => text.Append(random.Next(6) == 0 ? " # comment\n" : random.Next(20) == 0 ? "\r\n" : "\n");

    private void Rest() => text.Append(random.Next(8) == 0 ? "\n" : random.Next(8) == 0 ? "# comment\n" : "");
}
