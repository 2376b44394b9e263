using System.Text.Json;
using System.Text.Json.Nodes;

namespace Concourse.Database.Tests.Schema;

/// <summary>Upstream's schema as data (schema-catalog.json), with its v8.2.5 additions applied.</summary>
internal sealed class ExpectedCatalogue
{
    private readonly JsonObject root;

    private ExpectedCatalogue(JsonObject root) => this.root = root;

    public static ExpectedCatalogue Load()
    {
        using var stream = typeof(ExpectedCatalogue).Assembly.GetManifestResourceStream("schema-catalog.json")!;
        var root = JsonNode.Parse(stream)!.AsObject();
        foreach (var (table, added) in root["v8.2.5"]!["columns_added"]!.AsObject())
        {
            foreach (var column in added!.AsArray())
            {
                root["tables"]![table]!["columns"]!.AsArray().Add(column!.DeepClone());
            }
        }

        return new ExpectedCatalogue(root);
    }

    public IEnumerable<string> Extensions => root["extensions"]!.AsArray().Select(name => (string)name!).Order(StringComparer.Ordinal);

    public IEnumerable<string> MigrationVersions => root["migrations"]!.AsArray()
        .Concat(root["v8.2.5"]!["migrations_added"]!.AsArray())
        .Select(migration => migration!["version"]!.ToString());

    public SortedDictionary<string, string> Section(string name) =>
        Lines(root[name]!.AsObject().Select(entry => (entry.Key, entry.Value!)));

    public SortedDictionary<string, string> Functions() =>
        Lines(root["functions"]!.AsArray().Select(function => ((string)function!["name"]!, function)));

    public SortedDictionary<string, string> Tables() =>
        Lines(root["tables"]!.AsObject().Select(entry => (entry.Key, (JsonNode)Normalised(entry.Value!))));

    /// <summary>Tables that triggers create for a team or pipeline with the given id.</summary>
    public SortedDictionary<string, string> RuntimeTables(int id) =>
        Lines(root["tables_created_at_runtime_by_triggers"]!.AsObject().Select(entry => (
            entry.Key.Replace("<id>", $"{id}", StringComparison.Ordinal),
            (JsonNode)Normalised(JsonNode.Parse(entry.Value!.ToJsonString().Replace("\\u003Cid\\u003E", $"{id}", StringComparison.Ordinal))!))));

    private static JsonObject Normalised(JsonNode table)
    {
        var copy = table.DeepClone().AsObject();
        foreach (var section in (string[])["constraints", "indexes", "triggers"])
        {
            copy[section] = new JsonArray([.. copy[section]!.AsArray().OrderBy(item => (string)item!["name"]!, StringComparer.Ordinal).Select(item => item!.DeepClone())]);
        }

        foreach (var column in copy["columns"]!.AsArray())
        {
            column!.AsObject().Remove("inherited");
        }

        return copy;
    }

    private static SortedDictionary<string, string> Lines(IEnumerable<(string Name, JsonNode Value)> entries)
    {
        var lines = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in entries)
        {
            lines.Add(name, CanonicalText.Of(value));
        }

        return lines;
    }
}

/// <summary>JSON with sorted keys and without absent (null) values, so that two descriptions compare as text.</summary>
internal static class CanonicalText
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static string Of(JsonNode node) => Sorted(node)?.ToJsonString(Indented) ?? "null";

    private static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonObject map => new JsonObject(map.Where(entry => entry.Value is not null)
            .OrderBy(entry => entry.Key, StringComparer.Ordinal)
            .Select(entry => KeyValuePair.Create(entry.Key, Sorted(entry.Value)))),
        JsonArray list => new JsonArray([.. list.Select(Sorted)]),
        _ => node?.DeepClone(),
    };
}
