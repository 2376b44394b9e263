using System.Text;
using Concourse.Core.Values;

namespace Concourse.Core.Variables;

/// <summary>
/// The inside of a <c>((…))</c>: <c>[source:]path[.field…]</c>, parts quoted where they hold <c>.</c> or <c>:</c>
/// (pipeline-config.md §7.1). The source <c>.</c> means the build's local vars. Equal by content.
/// </summary>
public sealed class VarReference : IEquatable<VarReference>
{
    public VarReference(string source, string path, params IEnumerable<string> fields)
    {
        Source = source;
        Path = path;
        Fields = [.. fields];
    }

    /// <summary>The source of local vars.</summary>
    public const string Local = ".";

    /// <summary>Name of a var source, <see cref="Local"/>, or empty.</summary>
    public string Source { get; }

    public string Path { get; }

    /// <summary>Fields inside the value, outermost first.</summary>
    public IReadOnlyList<string> Fields { get; }

    /// <exception cref="VarException">Empty field or unclosed quotes.</exception>
    public static VarReference Parse(string text)
    {
        if (text.Count(c => c == '"') % 2 != 0)
        {
            throw new VarException($"invalid var '{text}': contains unclosed quotes");
        }

        var source = "";
        var rest = text;
        var colon = Unquoted(rest, ':');
        if (colon >= 0)
        {
            source = rest[..colon].Replace("\"", "", StringComparison.Ordinal).Trim();
            rest = rest[(colon + 1)..];
        }

        var segments = new List<string>();
        for (var more = true; more;)
        {
            var dot = Unquoted(rest, '.');
            more = dot >= 0;
            var segment = Clean((more ? rest[..dot] : rest).Trim().Replace("\"", "", StringComparison.Ordinal));
            if (segment.Length == 0)
            {
                throw new VarException($"invalid var '{text}': empty field");
            }

            segments.Add(segment);
            rest = more ? rest[(dot + 1)..] : "";
        }

        return new VarReference(source, segments[0], segments.Skip(1));
    }

    /// <summary>The same reference in whatever source is asked.</summary>
    public VarReference WithoutSource() => Source.Length == 0 ? this : new VarReference("", Path, Fields);

    /// <summary>Walks down the fields of a value found under <see cref="Path"/>.</summary>
    /// <exception cref="VarException">A field is missing, or the value has no fields.</exception>
    public Value Traverse(Value value)
    {
        foreach (var field in Fields)
        {
            if (value is not MapValue map)
            {
                throw new VarException($"cannot access field '{field}' of non-map value ('{VarTypes.Name(value)}') from var: {this}");
            }

            value = map.TryGetValue(field, out var inner) ? inner : throw new VarException($"missing field '{field}' in var: {this}");
        }

        return value;
    }

    public bool Equals(VarReference? other) =>
        other is not null && Source == other.Source && Path == other.Path && Fields.SequenceEqual(other.Fields);

    public override bool Equals(object? obj) => Equals(obj as VarReference);

    public override int GetHashCode() => string.GetHashCode(ToString(), StringComparison.Ordinal);

    /// <summary>The printed form: parts with <c>, . : /</c> or a space are quoted.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(Source.Length > 0 ? Source + ":" : "").Append(Segment(Path));
        foreach (var field in Fields)
        {
            text.Append('.').Append(Segment(field));
        }

        return text.ToString();
    }

    private static string Segment(string segment) =>
        segment.AsSpan().IndexOfAny(",.:/ ") >= 0 ? GoText.Quote(segment) : segment;

    private static int Unquoted(string text, char wanted)
    {
        var quoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == wanted && !quoted)
            {
                return i;
            }

            quoted ^= text[i] == '"';
        }

        return -1;
    }

    // Paths are cleaned, so that ".." cannot climb out of a secret manager's prefix.
    private static string Clean(string path)
    {
        var parts = new List<string>();
        foreach (var part in path.Split('/'))
        {
            if (part == "..")
            {
                parts.RemoveRange(Math.Max(0, parts.Count - 1), Math.Min(1, parts.Count));
            }
            else if (part is not ("" or "."))
            {
                parts.Add(part);
            }
        }

        return (path.StartsWith('/') ? "/" : "") + string.Join('/', parts);
    }
}
