using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Concourse.Core.Events;
using Concourse.Testing.Postgres;
using Dapper;

namespace Concourse.EndToEnd.Tests.Crashes;

/// <summary>
/// What a finished build left, in a form in which two runs of one pipeline can be compared: plan ids are replaced by their
/// place in the plan, times are left out.
/// </summary>
internal sealed record BuildRecord
{
    public required string Status { get; init; }

    /// <summary>All that was logged, one <c>place/source: text</c> per stream, control characters escaped.</summary>
    public required IReadOnlyList<string> Logs { get; init; }

    /// <summary>All other events, sorted.</summary>
    public required IReadOnlyList<string> Events { get; init; }

    /// <summary>Versions that the build got and made.</summary>
    public required IReadOnlyList<string> Versions { get; init; }

    /// <summary>What its commands did, sorted.</summary>
    public required IReadOnlyList<string> Ledger { get; init; }

    /// <param name="database">Of the node.</param>
    /// <param name="build">The build's id.</param>
    /// <param name="events">Its events as the API told them; nothing but these may be stored.</param>
    /// <param name="ledger">What its commands did.</param>
    public static async Task<BuildRecord> ReadAsync(
        TestDatabase database, long build, IReadOnlyList<EventEnvelope> events, IReadOnlyList<string> ledger)
    {
        await using var connection = await database.Source.OpenConnectionAsync();
        var (status, plan) = await connection.QuerySingleAsync<(string, string)>("SELECT status::text, public_plan::text FROM builds WHERE id = @build", new { build });
        var ids = (await connection.QueryAsync<int>("SELECT event_id FROM build_events WHERE build_id = @build ORDER BY event_id", new { build })).ToList();
        Assert.Equal(Enumerable.Range(0, ids.Count), ids);
        Assert.Equal(ids.Select(id => id.ToString(CultureInfo.InvariantCulture)), events.Select(e => e.EventId));

        var places = Places(plan);
        var logs = new SortedDictionary<string, StringBuilder>(StringComparer.Ordinal);
        var others = new List<string>();
        foreach (var told in events)
        {
            var json = JsonNode.Parse(told.Data.Text)!.AsObject();
            Replace(json, places);
            if (told.Type == "log")
            {
                var stream = $"{json["origin"]!["id"]}/{json["origin"]!["source"]}";
                (logs.TryGetValue(stream, out var log) ? log : logs[stream] = new StringBuilder()).Append((string)json["payload"]!);
            }
            else
            {
                json.Remove("time");
                others.Add($"{told.Type} {json.ToJsonString()}");
            }
        }

        const string versions =
            """
            SELECT 'in ' || name || ' ' || version_digest FROM build_resource_config_version_inputs WHERE build_id = @build
            UNION ALL SELECT 'out ' || name || ' ' || version_digest FROM build_resource_config_version_outputs WHERE build_id = @build
            ORDER BY 1
            """;
        return new BuildRecord
        {
            Status = status,
            Logs = [.. logs.Select(l => $"{l.Key}: {JsonSerializer.Serialize(l.Value.ToString())}")],
            Events = [.. others.Order(StringComparer.Ordinal)],
            Versions = [.. await connection.QueryAsync<string>(versions, new { build })],
            Ledger = ledger,
        };
    }

    /// <summary>Ids of plans, in an event's origin or in a plan that it holds; those of an image's steps begin with their step's.</summary>
    private static void Replace(JsonNode? node, Dictionary<string, string> places)
    {
        switch (node)
        {
            case JsonObject map:
                if (map["id"] is JsonValue value && value.TryGetValue<string>(out var id)
                    && places.TryGetValue(id.Split('/')[0], out var place))
                {
                    map["id"] = place + id[id.Split('/')[0].Length..];
                }

                foreach (var (_, child) in map)
                {
                    Replace(child, places);
                }

                break;
            case JsonArray list:
                foreach (var child in list)
                {
                    Replace(child, places);
                }

                break;
        }
    }

    private static Dictionary<string, string> Places(string plan)
    {
        var places = new Dictionary<string, string>(StringComparer.Ordinal);
        Walk(JsonNode.Parse(plan));
        return places;

        void Walk(JsonNode? node)
        {
            switch (node)
            {
                case JsonObject map:
                    if (map["id"] is JsonValue id && id.TryGetValue<string>(out var text))
                    {
                        places.TryAdd(text, $"step {places.Count}");
                    }

                    foreach (var (_, child) in map)
                    {
                        Walk(child);
                    }

                    break;
                case JsonArray list:
                    foreach (var child in list)
                    {
                        Walk(child);
                    }

                    break;
            }
        }
    }
}
