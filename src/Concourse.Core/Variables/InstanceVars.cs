using System.Text;
using System.Text.Json;
using Concourse.Core.Json;
using Concourse.Core.Values;
using Concourse.Core.Yaml;

namespace Concourse.Core.Variables;

/// <summary>Text forms of a pipeline's instance vars (pipeline-config.md §7.7).</summary>
public static class InstanceVars
{
    /// <summary><c>ref:value,…</c> of all leaves, sorted; texts are unquoted where that is not ambiguous.</summary>
    public static string Text(MapValue vars) =>
        string.Join(',', new StaticVariables(vars).Flatten().Select(v => $"{v.Key}:{Text(v.Value)}"));

    /// <summary>Query parameters <c>vars.ref=json</c>, one per leaf, sorted.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> QueryParameters(MapValue? vars) =>
        vars is null ? [] : [.. new StaticVariables(vars).Flatten()
            .Select(v => KeyValuePair.Create($"vars.{v.Key}", JsonTextWriter.Text(v.Value)))];

    /// <summary>
    /// Reads the instance vars out of a request's query: <c>vars=map</c> and <c>vars.ref=json</c>, other parameters are
    /// passed over. Null when there are none.
    /// </summary>
    /// <exception cref="VarException">A reference or a value is malformed.</exception>
    public static MapValue? FromQuery(IEnumerable<KeyValuePair<string, string>> query)
    {
        var pairs = new List<KeyValuePair<VarReference, Value>>();
        foreach (var (key, json) in query.Where(q => q.Key == "vars" || q.Key.StartsWith("vars.", StringComparison.Ordinal)))
        {
            try
            {
                pairs.Add(new(VarReference.Parse(key), Numbers.Canonical(JsonText.Parse(json))));
            }
            catch (JsonException e)
            {
                throw new VarException(Mistake(json) ?? e.Message);
            }
        }

        var all = StaticVariables.Of(pairs.OrderBy(p => p.Key.ToString(), Utf8Order.Instance));
        return all.Values.TryGetValue("vars", out var vars) ? vars as MapValue : null;
    }

    // Upstream reads a whole text here, not the first value of a stream, and says so.
    private static string? Mistake(string json) => GoJsonSyntax.MistakeIn(Encoding.UTF8.GetBytes(json)) switch
    {
        "EOF" or "unexpected EOF" => "unexpected end of JSON input",
        var mistake => mistake,
    };

    private static string Text(Value value) => value is StringValue text && !NeedsQuotes(text.Text)
        ? Unquoted(JsonTextWriter.Text(text))
        : JsonTextWriter.Text(value);

    // Upstream strips one quote at each end of the JSON text, also of what is no text.
    private static string Unquoted(string json) => json[1..^1];

    private static bool NeedsQuotes(string text)
    {
        try
        {
            return YamlText.Parse(text) is not StringValue || text.AsSpan().IndexOfAny(",: /") >= 0;
        }
        catch (YamlSyntaxException)
        {
            return true;
        }
    }
}
