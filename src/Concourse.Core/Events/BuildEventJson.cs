using Concourse.Core.Builds;
using Concourse.Core.Json;
using Concourse.Core.Values;
using Concourse.Core.Versions;

namespace Concourse.Core.Events;

/// <summary>
/// Reads events back. A type is recognised when name and major version are those of today (minor versions only add
/// fields); everything else becomes an <see cref="OpaqueEvent"/>, as do <c>initialize</c>, <c>start</c> and <c>finish</c>
/// of their old shape, which share today's version (engine.md §15.3).
/// </summary>
public static class BuildEventJson
{
    /// <exception cref="System.Text.Json.JsonException">The payload is no JSON object.</exception>
    public static BuildEvent Parse(string type, string version, string payload)
    {
        var map = JsonText.Parse(payload) as MapValue ?? throw new System.Text.Json.JsonException("an event payload must be an object");
        var dot = version.IndexOf('.', StringComparison.Ordinal);
        var major = dot < 0 ? version : version[..dot];
        return Known(type, major, new Fields(map)) ?? new OpaqueEvent(type, version, new RawJson(payload));
    }

    private static BuildEvent? Known(string type, string major, Fields f) => (type, major) switch
    {
        ("status", "1") => new StatusEvent(BuildStatusNames.Parse(f.Text("status")), f.Time),
        ("log", "5") => new LogEvent(f.Time, f.Origin, f.Text("payload")),
        ("error", "4") => new ErrorEvent(f.Text("message"), f.Origin, f.Time),
        ("waiting-for-worker", "1") => new WaitingForWorkerEvent(f.Time, f.Origin),
        ("selected-worker", "1") => new SelectedWorkerEvent(f.Time, f.Origin, f.Text("selected_worker")),
        ("streaming-volume", "1") =>
            new StreamingVolumeEvent(f.Time, f.Origin, f.Text("volume"), f.Text("source_worker"), f.Text("dest_worker")),
        ("waiting-for-streamed-volume", "1") =>
            new WaitingForStreamedVolumeEvent(f.Time, f.Origin, f.Text("volume"), f.Text("dest_worker")),
        ("initialize-task", "4") => new InitializeTaskEvent(f.Time, f.Origin, f.TaskConfig),
        ("start-task", "5") => new StartTaskEvent(f.Time, f.Origin, f.TaskConfig),
        ("finish-task", "4") => new FinishTaskEvent(f.Time, (int)f.Number("exit_status"), f.Origin),
        ("initialize-get", "2") => new InitializeGetEvent(f.Origin, f.Time),
        ("start-get", "1") => new StartGetEvent(f.Origin, f.Time),
        ("finish-get", "5") => new FinishGetEvent(f.Origin, f.Time, (int)f.Number("exit_status"), f.ResourceVersion, f.Metadata),
        ("initialize-put", "2") => new InitializePutEvent(f.Origin, f.Time),
        ("start-put", "1") => new StartPutEvent(f.Origin, f.Time),
        ("finish-put", "5") => new FinishPutEvent(f.Origin, f.Time, (int)f.Number("exit_status"), f.ResourceVersion, f.Metadata),
        ("initialize-check", "1") => new InitializeCheckEvent(f.Origin, f.Time, f.Text("name")),
        ("initialize", "1") when f.HasOrigin => new InitializeEvent(f.Origin, f.Time),
        ("start", "1") when f.HasOrigin => new StartEvent(f.Origin, f.Time),
        ("finish", "1") when f.HasOrigin => new FinishEvent(f.Origin, f.Time, f.Flag("succeeded")),
        ("set-pipeline-changed", "1") => new SetPipelineChangedEvent(f.Origin, f.Flag("changed")),
        ("image-check", "1") => new ImageCheckEvent(f.Time, f.Origin, f.Raw("plan")),
        ("image-get", "1") => new ImageGetEvent(f.Time, f.Origin, f.Raw("plan")),
        ("across-substeps", "1") => new AcrossSubstepsEvent(f.Time, f.Origin, f.Substeps),
        _ => null,
    };

    /// <summary>The fields of a payload, read without complaint: what is missing or of another kind is empty.</summary>
    private readonly struct Fields(MapValue map)
    {
        public bool HasOrigin => map.ContainsKey("origin");

        public long Time => Number("time");

        public Origin Origin
        {
            get
            {
                var origin = Map("origin");
                return new Origin(origin.Text("id") ?? "", origin.Text("source") ?? "");
            }
        }

        public TaskEventConfig TaskConfig
        {
            get
            {
                var config = new Fields(Map("config"));
                var run = new Fields(config.Map("run"));
                return new TaskEventConfig
                {
                    Platform = config.Text("platform"),
                    Image = config.Text("image"),
                    RunPath = run.Text("path"),
                    RunArgs = run.List("args")?.Select(a => (a as StringValue)?.Text ?? "").ToArray(),
                    RunDir = run.Text("dir"),
                    Inputs = config.List("inputs")?.OfType<MapValue>()
                        .Select(i => new TaskEventInput(i.Text("name") ?? "", i.Text("path") ?? "")).ToArray(),
                };
            }
        }

        public ResourceVersion? ResourceVersion =>
            map.TryGetValue("version", out var version) && version is MapValue ? Versions.ResourceVersion.From(version) : null;

        public IReadOnlyList<MetadataField>? Metadata => List("metadata")?.OfType<MapValue>()
            .Select(f => new MetadataField(f.Text("name") ?? "", f.Text("value") ?? "")).ToArray();

        public IReadOnlyList<AcrossSubstep> Substeps => [.. (List("substeps") ?? ListValue.Empty).OfType<MapValue>().Select(s =>
            new AcrossSubstep(new Fields(s).Raw("step"), new Fields(s).List("values") ?? ListValue.Empty))];

        public string Text(string name) => map.Text(name) ?? "";

        public bool Flag(string name) => map.TryGetValue(name, out var value) && value is BoolValue { Value: true };

        public long Number(string name) => map.TryGetValue(name, out var value) && value is NumberValue number ? (long)number.ToDouble() : 0;

        public RawJson Raw(string name) => new(map.TryGetValue(name, out var value) ? value.ToString() : "null");

        private ListValue? List(string name) => map.TryGetValue(name, out var value) ? value as ListValue : null;

        private MapValue Map(string name) => map.TryGetValue(name, out var value) && value is MapValue inner ? inner : MapValue.Empty;
    }
}
