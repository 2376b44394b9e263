using Concourse.Core.Json;
using Concourse.Core.Values;
using Concourse.Core.Versions;
using Concourse.Engine.Scopes;
using Concourse.Engine.Steps;
using Concourse.Runtime.Images;

namespace Concourse.Engine.Journal;

/// <summary>
/// The stored form of <see cref="StepRecord"/>: only our own nodes read it, and only while its build runs, so unknown
/// keys are ignored and missing ones are empty: nodes of neighbouring versions can take builds over from each other.
/// </summary>
internal static class StepRecordJson
{
    public static string Write(StepRecord record)
    {
        var fields = new List<(string, Value)> { ("passed", Texts(record.Passed)) };
        if (record.End is { } end)
        {
            fields.Add(("end", End(end)));
        }

        return new MapValue(fields).ToString();
    }

    public static StepRecord Read(string json)
    {
        var map = (MapValue)JsonText.Parse(json);
        return new StepRecord { Passed = Texts(map, "passed"), End = map.TryGetValue("end", out var end) ? End((MapValue)end) : null };
    }

    private static MapValue End(StepEnd end)
    {
        var fields = new List<(string, Value)> { ("outcome", Outcome(end.Outcome)) };
        if (end.Outcome is StepOutcome.Errored error)
        {
            fields.Add(("message", error.Message));
            fields.Add(("deadline", error.IsDeadline));
        }

        if (end.Version is { } version)
        {
            fields.Add(("version", version.ToValue()));
        }

        if (end.ResourceCacheId is { } cache)
        {
            fields.Add(("resource_cache_id", (long)cache));
        }

        fields.Add(("artifacts", new ListValue(end.Artifacts.Select(Artifact))));
        fields.Add(("vars", new ListValue(end.Variables.Select(v => (Value)new MapValue(
            ("name", v.Name), ("value", v.Value), ("secret", v.IsSecret))))));
        return new MapValue(fields);
    }

    private static StepEnd End(MapValue map) => new()
    {
        Outcome = map.Text("outcome") switch
        {
            "succeeded" => StepOutcome.Success,
            "failed" => StepOutcome.Failure,
            "aborted" => StepOutcome.Abort,
            _ => new StepOutcome.Errored(map.Text("message") ?? "") { IsDeadline = Bool(map, "deadline") },
        },
        Version = map.TryGetValue("version", out var version) ? ResourceVersion.From(version) : null,
        ResourceCacheId = map.TryGetValue("resource_cache_id", out var cache) ? (int)((NumberValue)cache).ToDouble() : null,
        Artifacts = [.. List(map, "artifacts").Select(a => Artifact((MapValue)a))],
        Variables = [.. List(map, "vars").Cast<MapValue>().Select(v => new NamedValue(v.Text("name")!, v["value"], Bool(v, "secret")))],
    };

    private static string Outcome(StepOutcome outcome) => outcome switch
    {
        StepOutcome.Succeeded => "succeeded",
        StepOutcome.Failed => "failed",
        StepOutcome.Aborted => "aborted",
        _ => "errored",
    };

    private static Value Artifact(NamedArtifact named) => named.Artifact switch
    {
        Artifact.Tree tree => new MapValue(
            ("name", named.Name), ("worker", tree.Worker), ("volume", tree.Handle), ("from_cache", tree.FromCache)),
        Artifact.RegistryImage image => new MapValue(
            ("name", named.Name),
            ("image", image.Reference),
            ("entrypoint", Texts(image.Entrypoint.Entrypoint)),
            ("cmd", Texts(image.Entrypoint.Command)),
            ("username", image.Credentials?.Username ?? ""),
            ("password", image.Credentials?.Password ?? "")),
        _ => throw new ArgumentOutOfRangeException(nameof(named), named.Artifact, "no such kind of artifact"),
    };

    private static NamedArtifact Artifact(MapValue map) => new(map.Text("name")!, map.Text("image") is { } image
        ? new Artifact.RegistryImage(
            image,
            map.Text("username") is { Length: > 0 } user ? new RegistryCredentials(user, map.Text("password") ?? "") : null,
            new ImageEntrypoint(Texts(map, "entrypoint"), Texts(map, "cmd")))
        : new Artifact.Tree(map.Text("worker")!, map.Text("volume")!, Bool(map, "from_cache")));

    private static ListValue Texts(IEnumerable<string> texts) => new(texts.Select(text => (Value)text));

    private static IReadOnlyList<string> Texts(MapValue map, string key) => [.. List(map, key).Cast<StringValue>().Select(s => s.Text)];

    private static IEnumerable<Value> List(MapValue map, string key) => map.TryGetValue(key, out var value) ? (ListValue)value : [];

    private static bool Bool(MapValue map, string key) => map.TryGetValue(key, out var value) && value is BoolValue { Value: true };
}
