using System.Text;
using System.Text.Json;
using Concourse.Core.Json;
using Concourse.Core.Values;

namespace Concourse.Client;

/// <summary>
/// Instance vars in a query: one <c>vars.&lt;path&gt;=&lt;JSON&gt;</c> per leaf, path segments with <c>, . : /</c> or space in
/// double quotes; <c>vars=&lt;JSON&gt;</c> sets the root (rest-api.md §3).
/// </summary>
public static class InstanceVarsQuery
{
    private const string Root = "vars";

    /// <summary>Parameters in order of their paths, neither name nor value escaped. None for null.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Parameters(MapValue? instanceVars)
    {
        var parameters = new List<KeyValuePair<string, string>>();
        if (instanceVars is not null)
        {
            AddLeaves(Root, instanceVars, parameters);
        }

        return parameters;
    }

    /// <summary>Escaped parameters joined by <c>&amp;</c>; empty for null.</summary>
    public static string Format(MapValue? instanceVars) => string.Join(
        '&', Parameters(instanceVars).Select(p => $"{Uri.EscapeDataString(p.Key)}={Uri.EscapeDataString(p.Value)}"));

    /// <summary>
    /// The instance vars that the parameters of a request name; null when there are none, or the root is set to null.
    /// Other parameters are passed over.
    /// </summary>
    /// <exception cref="FormatException">A path or a value cannot be read; the message is the one users see.</exception>
    public static MapValue? Parse(IEnumerable<KeyValuePair<string, string>> query)
    {
        Value vars = NullValue.Instance;
        var named = query
            .Where(p => p.Key == Root || p.Key.StartsWith(Root + ".", StringComparison.Ordinal))
            .Select(p => (p.Key, Path: SplitPath(p.Key), p.Value))
            .OrderBy(p => string.Join('.', p.Path.Select(Segment)), StringComparer.Ordinal);
        foreach (var (key, path, text) in named)
        {
            vars = Set(vars, path.AsSpan(1), ParseValue(key, text));
        }

        return vars switch
        {
            NullValue => null,
            MapValue map => map,
            _ => throw new FormatException($"instance vars are malformed: 'vars' must be an object, found {vars.KindName}"),
        };
    }

    private static void AddLeaves(string path, MapValue map, List<KeyValuePair<string, string>> parameters)
    {
        foreach (var (key, value) in map)
        {
            var child = $"{path}.{Segment(key)}";
            if (value is MapValue nested)
            {
                AddLeaves(child, nested, parameters);
            }
            else
            {
                parameters.Add(KeyValuePair.Create(child, value.ToString()));
            }
        }
    }

    private static string Segment(string key) => key.AsSpan().IndexOfAny(",.:/ ") >= 0 ? $"\"{key}\"" : key;

    private static Value ParseValue(string key, string text)
    {
        try
        {
            return JsonText.Parse(text);
        }
        catch (JsonException e)
        {
            throw new FormatException($"invalid query param '{key}': {e.Message}", e);
        }
    }

    private static Value Set(Value target, ReadOnlySpan<string> path, Value value) => path.IsEmpty
        ? value
        : (target as MapValue ?? MapValue.Empty) is var map
            ? map.With(path[0], Set(map.TryGetValue(path[0], out var child) ? child : NullValue.Instance, path[1..], value))
            : value;

    private static string[] SplitPath(string reference)
    {
        var segments = new List<string>();
        var segment = new StringBuilder();
        var quoted = false;
        var hadQuotes = false;
        foreach (var c in reference)
        {
            switch (c)
            {
                case '"':
                    quoted = !quoted;
                    hadQuotes = true;
                    break;
                case '.' when !quoted:
                    End();
                    break;
                default:
                    segment.Append(c);
                    break;
            }
        }

        if (quoted)
        {
            throw new FormatException($"invalid var '{reference}': invalid quoting");
        }

        End();
        return [.. segments];

        void End()
        {
            var text = hadQuotes ? segment.ToString() : segment.ToString().Trim(' ');
            if (text.Length == 0)
            {
                throw new FormatException($"invalid var '{reference}': empty field");
            }

            segments.Add(text);
            segment.Clear();
            hadQuotes = false;
        }
    }
}
