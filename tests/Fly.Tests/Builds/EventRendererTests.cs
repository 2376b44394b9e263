using Concourse.Core.Events;
using Concourse.Core.Json;
using Fly.Builds;
using Fly.Tests.Terminals;

namespace Fly.Tests.Builds;

/// <summary>The rendering table of fly.md §10.</summary>
public sealed class EventRendererTests
{
    private const string ExampleTime = "1735812900";

    [Theory]
    [InlineData("log", "5.1", """{"time":1,"origin":{"id":"1","source":"stdout"},"payload":"hello\r\nwor"}""", "hello\r\nwor")]
    [InlineData("waiting-for-worker", "1.0", """{"time":1,"origin":{"id":"1"}}""", "\e[1mno suitable workers found, waiting for worker...\e[0m\n")]
    [InlineData("selected-worker", "1.0", """{"time":1,"origin":{"id":"1"},"selected_worker":"k8s-ci"}""", "\e[1mselected worker:\e[0m k8s-ci\n")]
    [InlineData("streaming-volume", "1.0", """{"time":1,"origin":{"id":"1"},"volume":"v","source_worker":"a","dest_worker":"b"}""",
        "\e[1mstreaming volume\e[0m v \e[1mfrom worker\e[0m a\n")]
    [InlineData("waiting-for-streamed-volume", "1.0", """{"time":1,"origin":{"id":"1"},"volume":"v","dest_worker":"b"}""",
        "\e[1mwaiting for volume\e[0m v \e[1mto be streamed by another step\e[0m\n")]
    [InlineData("initialize-check", "1.0", """{"origin":{"id":"1"},"name":"repo"}""", "\e[1minitializing check:\e[0m repo\n")]
    [InlineData("initialize-task", "4.0", """{"time":1,"origin":{"id":"1"},"config":{}}""", "\e[1minitializing\e[0m\n")]
    [InlineData("start-task", "5.0", """{"time":1,"origin":{"id":"1"},"config":{"run":{"path":"sh","args":["-c","./test"],"dir":""}}}""",
        "\e[1mrunning sh -c ./test\e[0m\n")]
    [InlineData("start-task", "5.0", """{"time":1,"origin":{"id":"1"},"config":{"run":{"path":"true","args":null,"dir":""}}}""", "\e[1mrunning true\e[0m\n")]
    [InlineData("finish-task", "4.0", """{"time":1,"exit_status":0,"origin":{"id":"1"}}""", "")]
    [InlineData("error", "4.1", """{"message":"it broke","origin":{"id":"1"},"time":1}""", "it broke\n")]
    [InlineData("status", "1.0", """{"status":"started","time":1}""", "")]
    [InlineData("initialize-get", "2.0", """{"origin":{"id":"1"}}""", "")]
    [InlineData("finish-put", "5.1", """{"origin":{"id":"1"},"time":1,"exit_status":0,"version":{"a":"b"}}""", "")]
    [InlineData("image-check", "1.1", """{"time":1,"origin":{"id":"1"},"plan":{}}""", "")]
    [InlineData("across-substeps", "1.0", """{"time":1,"origin":{"id":"1"},"substeps":[]}""", "")]
    [InlineData("input", "2.0", """{"plan":{},"version":{}}""", "")]
    [InlineData("log", "4.0", """{"origin":{"id":"1"},"payload":"of an old build"}""", "")]
    [InlineData("start", "1.0", """{"time":1}""", "")]
    public async Task An_event_is_shown_in_upstreams_form(string type, string version, string data, string shown)
    {
        var screen = new Screen();

        Assert.Equal(0, await RenderAsync(screen, new RenderOptions(), (type, version, data)));
        Assert.Equal(shown, screen.Output);
    }

    [Theory]
    [InlineData("succeeded", 0, 0)]
    [InlineData("failed", 0, 1)]
    [InlineData("errored", 0, 2)]
    [InlineData("aborted", 0, 3)]
    [InlineData("failed", 42, 42)]
    [InlineData("succeeded", 42, 42)]
    public async Task The_exit_code_is_the_last_tasks_unless_zero_then_the_statuss(string status, int task, int exitCode)
    {
        var screen = new Screen();

        var code = await RenderAsync(
            screen,
            new RenderOptions(),
            ("finish-task", "4.0", $$$"""{"time":1,"exit_status":{{{task}}},"origin":{"id":"1"}}"""),
            ("status", "1.0", $$"""{"status":"{{status}}","time":1}"""),
            ("log", "5.1", """{"time":1,"origin":{},"payload":"behind the end"}"""));

        Assert.Equal(exitCode, code);
        Assert.Equal($"{status}\n", screen.Output);
    }

    [Fact]
    public async Task A_later_task_resets_the_exit_code() => Assert.Equal(0, await RenderAsync(
        new Screen(),
        new RenderOptions(),
        ("finish-task", "4.0", """{"time":1,"exit_status":7,"origin":{"id":"1"}}"""),
        ("finish-task", "4.0", """{"time":1,"exit_status":0,"origin":{"id":"2"}}"""),
        ("status", "1.0", """{"status":"succeeded","time":1}""")));

    [Theory]
    [InlineData("pending-mail", "1.0", "unknown event type: pending-mail")]
    [InlineData("log", "9.0", "unknown event version: log version 9.0 (supported versions: 5.1, 4.0, 3.0, 2.0, 1.0)")]
    public async Task An_unknown_event_ends_the_watch_unless_such_are_ignored(string type, string version, string problem)
    {
        var (strict, lenient) = (new Screen(), new Screen());

        Assert.Equal(255, await RenderAsync(strict, new RenderOptions(), (type, version, "{}"), Succeeded));
        Assert.Equal(0, await RenderAsync(lenient, new RenderOptions(IgnoreParsingErrors: true), (type, version, "{}"), Succeeded));

        Assert.Equal($"failed to parse next event: {problem}\n", strict.Output);
        Assert.Equal("succeeded\n", lenient.Output);
    }

    [Fact]
    public async Task An_unknown_status_ends_the_watch()
    {
        var screen = new Screen();

        Assert.Equal(255, await RenderAsync(screen, new RenderOptions(), ("status", "1.0", """{"status":"puzzled","time":1}""")));
        Assert.Equal("unknown status: puzzled", screen.Output);
    }

    [Fact]
    public async Task Statuses_and_errors_are_coloured_on_a_terminal()
    {
        var screen = new Screen(isTerminal: true);

        await RenderAsync(
            screen,
            new RenderOptions(),
            ("error", "4.1", """{"message":"it broke","origin":{"id":"1"},"time":1}"""),
            ("status", "1.0", """{"status":"errored","time":1}"""));

        Assert.Equal("\e[31;1mit broke\e[0;22m\n\e[31;1merrored\e[0;22m\n", screen.Output);
    }

    [Fact]
    public async Task Times_stand_before_every_line_also_when_a_line_comes_in_pieces()
    {
        var screen = new Screen();

        await RenderAsync(
            screen,
            new RenderOptions(ShowTimestamps: true),
            ("log", "5.1", $$"""{"time":{{ExampleTime}},"origin":{},"payload":"one\ntw"}"""),
            ("log", "5.1", $$"""{"time":{{ExampleTime}},"origin":{},"payload":"o\n"}"""),
            ("error", "4.1", $$"""{"message":"it broke","origin":{},"time":{{ExampleTime}}}"""),
            ("status", "1.0", $$"""{"status":"failed","time":{{ExampleTime}}}"""));

        Assert.Equal("10:15:00  one\n10:15:00  two\n          it broke\n10:15:00  failed\n", screen.Output);
    }

    private static (string, string, string) Succeeded => ("status", "1.0", """{"status":"succeeded","time":1}""");

    private static Task<int> RenderAsync(Screen screen, RenderOptions options, params (string Type, string Version, string Data)[] events) =>
        new EventRenderer(screen.Terminal, options, TimeZoneInfo.Utc).RenderAsync(
            events.Select(e => new EventEnvelope(e.Type, e.Version, new RawJson(e.Data), "")).ToAsyncEnumerable(),
            TestContext.Current.CancellationToken);
}
