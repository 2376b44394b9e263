using Fly.Tests.Terminals;
using Microsoft.AspNetCore.Http;

namespace Fly.Tests.Programs;

/// <summary>Watching a build on a server whose connections break (rest-api.md §6.3).</summary>
public sealed class WatchTests
{
    private const string EventsPath = "GET /api/v1/builds/7/events";
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private static readonly string[] Events =
    [
        Message(0, "log", "5.1", """{"time":1,"origin":{},"payload":"one\n"}"""),
        Message(1, "log", "5.1", """{"time":1,"origin":{},"payload":"two\n"}"""),
        Message(2, "finish-task", "4.0", """{"time":1,"exit_status":4,"origin":{"id":"1"}}"""),
        Message(3, "status", "1.0", """{"status":"failed","time":1}"""),
    ];

    /// <param name="bytesOfTheNext">How much of the second event comes before the connection breaks.</param>
    /// <param name="aborted">Whether the server resets the connection, or ends the answer in order.</param>
    [Theory]
    [InlineData(0, true)]
    [InlineData(17, true)]
    [InlineData(17, false)]
    public async Task A_triggered_build_is_watched_to_its_end_across_a_broken_connection(int bytesOfTheNext, bool aborted)
    {
        await using var server = await StrictServer.StartAsync();
        using var fly = new FlyRun(server.Url);
        var screen = new Screen();
        string? resumedFrom = null;
        server.On("POST /api/v1/teams/main/pipelines/hello/jobs/greet/builds", """
                {"id":7,"name":"3","status":"pending","api_url":"/api/v1/builds/7","team_name":"main"}
                """)
            .On(EventsPath, async context =>
            {
                await SendAsync(context, Events[0]);
                await ShownAsync(screen, "one\n", context.RequestAborted);
                await SendAsync(context, Events[1][..bytesOfTheNext]);
                if (aborted)
                {
                    context.Abort();
                }
            })
            .On(EventsPath, async context =>
            {
                resumedFrom = context.Request.Headers["Last-Event-ID"];
                await SendAsync(context, string.Concat(Events[1..]));
            });

        var exitCode = await fly.RunAsync(screen, "-t", "ci", "trigger-job", "-j", "hello/greet", "-w");

        Assert.True(screen.Error.Length == 0, screen.Error + string.Join('\n', server.Requests));
        Assert.Equal("started hello/greet #3\n\none\ntwo\nfailed\n", screen.Output);
        Assert.Equal(4, exitCode);
        Assert.Equal("0", resumedFrom);
    }

    private static string Message(int id, string type, string version, string data) =>
        $$"""
        id: {{id}}
        event: event
        data: {"data":{{data}},"event":"{{type}}","version":"{{version}}","event_id":"{{id}}"}


        """;

    private static async Task SendAsync(HttpContext context, string text)
    {
        if (!context.Response.HasStarted)
        {
            context.Response.ContentType = "text/event-stream; charset=utf-8";
        }

        await context.Response.WriteAsync(text, context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }

    private static async Task ShownAsync(Screen screen, string text, CancellationToken ct)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        deadline.CancelAfter(Deadline);
        while (!screen.Output.Contains(text, StringComparison.Ordinal))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), deadline.Token);
        }
    }
}
