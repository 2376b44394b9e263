using Concourse.Core.Builds;
using Concourse.Core.Configuration;
using Concourse.Core.Events;
using Concourse.Core.Json;
using Concourse.Core.Versions;

namespace Concourse.Core.Tests.Events;

/// <summary>Payloads are written by hand from engine.md §15.2.</summary>
public sealed class EventTests
{
    private static readonly Origin Step = new("a");
    private static readonly ResourceVersion Version = ResourceVersion.Parse("""{"ref":"x"}""");

    public static TheoryData<BuildEvent, string, string, string> Known => new()
    {
        { new StatusEvent(BuildStatus.Started, 7), "status", "1.0", """{"status":"started","time":7}""" },
        { new LogEvent(7, new Origin("a", Origin.Stdout), "<hi>\r\n"), "log", "5.1", """{"time":7,"origin":{"id":"a","source":"stdout"},"payload":"\u003chi\u003e\r\n"}""" },
        { new ErrorEvent("bad", Step, 7), "error", "4.1", """{"message":"bad","origin":{"id":"a"},"time":7}""" },
        { new WaitingForWorkerEvent(7, Step), "waiting-for-worker", "1.0", """{"time":7,"origin":{"id":"a"}}""" },
        { new SelectedWorkerEvent(7, Step, "w"), "selected-worker", "1.0", """{"time":7,"origin":{"id":"a"},"selected_worker":"w"}""" },
        { new StreamingVolumeEvent(7, Step, "v", "s", "d"), "streaming-volume", "1.0", """{"time":7,"origin":{"id":"a"},"volume":"v","source_worker":"s","dest_worker":"d"}""" },
        { new WaitingForStreamedVolumeEvent(7, Step, "v", "d"), "waiting-for-streamed-volume", "1.0", """{"time":7,"origin":{"id":"a"},"volume":"v","dest_worker":"d"}""" },
        { new InitializeTaskEvent(7, Step, TaskEventConfig.Empty), "initialize-task", "4.0", """{"time":7,"origin":{"id":"a"},"config":{"platform":"","image":"","run":{"path":"","args":null,"dir":""},"inputs":null}}""" },
        { new StartTaskEvent(7, Step, TaskEventConfig.Of(ConfigReader.Task("{platform: linux, run: {path: sh, args: [-c]}, inputs: [{name: i}]}"))), "start-task", "5.0", """{"time":7,"origin":{"id":"a"},"config":{"platform":"linux","image":"","run":{"path":"sh","args":["-c"],"dir":""},"inputs":[{"name":"i","path":""}]}}""" },
        { new FinishTaskEvent(7, 2, Step), "finish-task", "4.0", """{"time":7,"exit_status":2,"origin":{"id":"a"}}""" },
        { new InitializeGetEvent(Step, 7), "initialize-get", "2.0", """{"origin":{"id":"a"},"time":7}""" },
        { new StartGetEvent(Step, 0), "start-get", "1.0", """{"origin":{"id":"a"}}""" },
        { new FinishGetEvent(Step, 7, 0, Version, [new("k", "v")]), "finish-get", "5.1", """{"origin":{"id":"a"},"time":7,"exit_status":0,"version":{"ref":"x"},"metadata":[{"name":"k","value":"v"}]}""" },
        { new FinishGetEvent(Step, 7, 1, null, null), "finish-get", "5.1", """{"origin":{"id":"a"},"time":7,"exit_status":1,"version":null}""" },
        { new InitializePutEvent(Step, 7), "initialize-put", "2.0", """{"origin":{"id":"a"},"time":7}""" },
        { new StartPutEvent(Step, 7), "start-put", "1.0", """{"origin":{"id":"a"},"time":7}""" },
        { new FinishPutEvent(Step, 7, 0, Version, null), "finish-put", "5.1", """{"origin":{"id":"a"},"time":7,"exit_status":0,"version":{"ref":"x"}}""" },
        { new InitializeCheckEvent(Step, 7, "r"), "initialize-check", "1.0", """{"origin":{"id":"a"},"time":7,"name":"r"}""" },
        { new InitializeEvent(Step, 7), "initialize", "1.0", """{"origin":{"id":"a"},"time":7}""" },
        { new StartEvent(Step, 7), "start", "1.0", """{"origin":{"id":"a"},"time":7}""" },
        { new FinishEvent(Step, 7, true), "finish", "1.0", """{"origin":{"id":"a"},"time":7,"succeeded":true}""" },
        { new SetPipelineChangedEvent(Step, false), "set-pipeline-changed", "1.0", """{"origin":{"id":"a"},"changed":false}""" },
        { new ImageCheckEvent(7, Step, new RawJson("""{"id":"b"}""")), "image-check", "1.1", """{"time":7,"origin":{"id":"a"},"plan":{"id":"b"}}""" },
        { new ImageGetEvent(7, Step, new RawJson("""{"id":"b"}""")), "image-get", "1.1", """{"time":7,"origin":{"id":"a"},"plan":{"id":"b"}}""" },
        { new AcrossSubstepsEvent(7, Step, [new(new RawJson("""{"id":"b"}"""), ["v", 1])]), "across-substeps", "1.0", """{"time":7,"origin":{"id":"a"},"substeps":[{"step":{"id":"b"},"values":["v",1]}]}""" },
    };

    [Theory]
    [MemberData(nameof(Known))]
    public void Each_event_has_its_wire_form_and_reads_back(BuildEvent buildEvent, string type, string version, string payload)
    {
        Assert.Equal((type, version, payload), (buildEvent.Type, buildEvent.Version, buildEvent.Payload));

        var envelope = EventEnvelope.Of(buildEvent, "3");
        Assert.Equal($$"""{"data":{{payload}},"event":"{{type}}","version":"{{version}}","event_id":"3"}""", envelope.ToJson());

        var read = EventEnvelope.Parse(envelope.ToJson()).Decode();
        Assert.IsType(buildEvent.GetType(), read);
        Assert.Equal(payload, read.Payload);
    }

    [Theory]
    [InlineData("log", "1.0", """{"origin":{"type":"run","name":"x"},"payload":"a"}""")]
    [InlineData("finish", "1.0", """{"time":1,"exit_status":0}""")]
    [InlineData("input", "2.0", """{"plan":{"name":"x"}}""")]
    [InlineData("from-the-future", "9.0", """{}""")]
    public void Deprecated_and_unknown_events_pass_through_untouched(string type, string version, string payload)
    {
        var opaque = Assert.IsType<OpaqueEvent>(BuildEventJson.Parse(type, version, payload));
        Assert.Equal((type, version, payload), (opaque.Type, opaque.Version, opaque.Payload));
    }
}
