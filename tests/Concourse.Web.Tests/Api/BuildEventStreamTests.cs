using System.Net;
using Concourse.Core.Builds;
using Concourse.Core.Events;
using Concourse.Core.Plans;
using Concourse.Database.Builds;
using Concourse.Database.Events;
using Concourse.Database.Teams;
using Concourse.Testing.Postgres;
using Concourse.Web.Tests.Server;
using Microsoft.Extensions.DependencyInjection;

namespace Concourse.Web.Tests.Api;

public sealed class BuildEventStreamTests(PostgresFixture postgres)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task A_reader_of_a_running_build_gets_every_event_once_and_in_order_until_its_end()
    {
        using var limit = new CancellationTokenSource(Deadline);
        await using var node = await TestNode.StartAsync(postgres);
        var build = await StartBuildAsync(node, limit.Token);
        var client = await node.ClientAsync("admin");
        var seen = new List<EventEnvelope>();
        var reading = Task.Run(
            async () =>
            {
                await foreach (var envelope in client.BuildEvents(build.Id, TimeProvider.System).ReadAsync(limit.Token))
                {
                    lock (seen)
                    {
                        seen.Add(envelope);
                    }
                }
            },
            limit.Token);

        for (var id = 1; id <= 100; id++)
        {
            await AppendAsync(node, build, id, $"line {id}\n", limit.Token);
        }

        await FinishAsync(node, build, limit.Token);
        await reading;
        Assert.Equal(Enumerable.Range(0, 102).Select(i => $"{i}"), seen.Select(e => e.EventId));
        Assert.Equal("status", seen[0].Type);
        Assert.Equal("line 57\n", Assert.IsType<LogEvent>(seen[57].Decode()).Text);
        Assert.Equal(BuildStatus.Succeeded, Assert.IsType<StatusEvent>(seen[^1].Decode()).Status);
    }

    [Fact]
    public async Task A_finished_build_is_framed_as_upstream_does_and_the_connection_stays_open_after_the_end()
    {
        using var limit = new CancellationTokenSource(Deadline);
        await using var node = await TestNode.StartAsync(postgres);
        var build = await StartBuildAsync(node, limit.Token);
        await FinishAsync(node, build, limit.Token);
        using var response = await OpenAsync(node, build.Id, null, limit.Token);
        Assert.Equal("text/event-stream; charset=utf-8", Assert.Single(response.Content.Headers.GetValues("Content-Type")));
        Assert.Equal("2.0", Assert.Single(response.Headers.GetValues("X-ATC-Stream-Version")));
        Assert.Equal("no", Assert.Single(response.Headers.GetValues("X-Accel-Buffering")));

        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(limit.Token));
        Assert.Equal("id: 0", await lines.ReadLineAsync(limit.Token));
        Assert.Equal("event: event", await lines.ReadLineAsync(limit.Token));
        Assert.Matches("""^data: \{"data":\{"status":"started","time":\d+\},"event":"status","version":"1.0","event_id":"0"\}$""", await lines.ReadLineAsync(limit.Token));
        string?[] rest = [.. await ReadLinesAsync(lines, 8, limit.Token)];
        Assert.Equal(("", "id: 1", "event: event"), (rest[0], rest[1], rest[2]));
        Assert.Equal(("", "id: 2", "event: end", "data"), (rest[4], rest[5], rest[6], rest[7]));
        Assert.Equal("", await lines.ReadLineAsync(limit.Token));

        var more = lines.ReadLineAsync(limit.Token).AsTask();
        Assert.NotSame(more, await Task.WhenAny(more, Task.Delay(TimeSpan.FromMilliseconds(300), limit.Token)));
    }

    [Fact]
    public async Task A_reader_resumes_after_the_last_event_it_has_seen()
    {
        using var limit = new CancellationTokenSource(Deadline);
        await using var node = await TestNode.StartAsync(postgres);
        var build = await StartBuildAsync(node, limit.Token);
        await AppendAsync(node, build, 1, "one\n", limit.Token);
        await AppendAsync(node, build, 2, "two\n", limit.Token);
        using var response = await OpenAsync(node, build.Id, "1", limit.Token);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(limit.Token));
        Assert.Equal("id: 2", await lines.ReadLineAsync(limit.Token));
    }

    [Theory]
    [InlineData("x")]
    [InlineData("-1")]
    public async Task A_position_that_is_no_number_is_refused(string position)
    {
        using var limit = new CancellationTokenSource(Deadline);
        await using var node = await TestNode.StartAsync(postgres);
        var build = await StartBuildAsync(node, limit.Token);
        using var response = await OpenAsync(node, build.Id, position, limit.Token);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task Stopping_the_server_ends_its_streams_at_once()
    {
        using var limit = new CancellationTokenSource(Deadline);
        var node = await TestNode.StartAsync(postgres);
        var build = await StartBuildAsync(node, limit.Token);
        using var response = await OpenAsync(node, build.Id, null, limit.Token);
        await node.DisposeAsync().AsTask().WaitAsync(limit.Token);
    }

    private static async Task<List<string?>> ReadLinesAsync(StreamReader lines, int count, CancellationToken ct)
    {
        var read = new List<string?>();
        for (var i = 0; i < count; i++)
        {
            read.Add(await lines.ReadLineAsync(ct));
        }

        return read;
    }

    private static async Task<HttpResponseMessage> OpenAsync(TestNode node, long buildId, string? lastEventId, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(node.Url, $"/api/v1/builds/{buildId}/events"));
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {(await node.TokenAsync("admin")).Value}");
        if (lastEventId is not null)
        {
            request.Headers.TryAddWithoutValidation("Last-Event-ID", lastEventId);
        }

        return await node.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
    }

    private static async Task<Build> StartBuildAsync(TestNode node, CancellationToken ct)
    {
        var team = await node.Services.GetRequiredService<TeamsRepository>().FindAsync("main", ct);
        var creation = node.Services.GetRequiredService<BuildCreationRepository>();
        return await creation.StartOneOffAsync(team!.Id, null, new DoPlan(new PlanId("1"), []), "admin", ct);
    }

    private static Task AppendAsync(TestNode node, Build build, int id, string text, CancellationToken ct) =>
        node.Services.GetRequiredService<BuildEventsRepository>().AppendAsync(
            build.Id, build.Events, new EventBatch { FirstEventId = id, Events = [new LogEvent(1, new Origin("1", "stdout"), text)] }, ct);

    private static Task<bool> FinishAsync(TestNode node, Build build, CancellationToken ct) =>
        node.Services.GetRequiredService<BuildExecutionRepository>().FinishAsync(build.Id, BuildStatus.Succeeded, ct);
}
