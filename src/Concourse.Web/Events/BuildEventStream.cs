using System.Globalization;
using System.IO.Pipelines;
using Concourse.Core.Events;
using Concourse.Core.Json;
using Concourse.Database.Builds;
using Concourse.Database.Events;
using Concourse.Database.Notifications;
using Concourse.Web.Api;

namespace Concourse.Web.Events;

/// <summary>
/// A build's events as <c>text/event-stream</c>, written straight to the response pipe: every event once and in order, whichever
/// node runs the build, live or long finished. Of a build that runs it subscribes before it reads and reads until a page says
/// that the build had ended, so nothing between the two is missed. After <c>end</c> the connection stays open until the client leaves
/// (rest-api.md §6.3).
/// </summary>
internal sealed class BuildEventStream(
    Build build, int first, BuildEventsRepository events, NotificationBus notifications, TimeProvider time, CancellationToken stopping) : ApiResult
{
    // A notification may be lost with its connection; looking now and then bounds the delay.
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    public override async Task WriteAsync(HttpContext http, CancellationToken ct)
    {
        using var open = CancellationTokenSource.CreateLinkedTokenSource(ct, stopping);
        try
        {
            await StreamAsync(http.Response, open.Token);
        }
        catch (OperationCanceledException) when (open.IsCancellationRequested)
        {
            // The client has left, or this node is stopping and the client will resume on another.
        }
    }

    private async Task StreamAsync(HttpResponse response, CancellationToken ct)
    {
        var channel = Channels.BuildEvents(build.Id);
        await using var changes = build.Completed ? null : await notifications.SubscribeAsync(channel, ct);
        if (changes is not null)
        {
            await notifications.NotifyAsync(Channels.BeingWatchedBuildEvents, channel, ct);
        }

        var next = first;
        var page = await events.ReadAsync(build.Id, build.Events, next - 1, ct);
        StartResponse(response);
        while (true)
        {
            foreach (var stored in page.Events)
            {
                WriteEvent(response.BodyWriter, next, stored);
                next = Math.Max(next, stored.EventId) + 1;
            }

            await response.BodyWriter.FlushAsync(ct);
            if (page.Ended)
            {
                break;
            }

            if (!page.More && changes is not null)
            {
                await changes.WaitForAnyAsync(LongestWait, time, ct);
            }

            page = await events.ReadAsync(build.Id, build.Events, next - 1, ct);
        }

        SseText.Write(response.BodyWriter, $"id: {next}\nevent: end\ndata\n\n");
        await response.BodyWriter.FlushAsync(ct);
        await Task.Delay(Timeout.InfiniteTimeSpan, time, ct);
    }

    private static void StartResponse(HttpResponse response)
    {
        response.StatusCode = StatusCodes.Status200OK;
        response.Headers.ContentType = "text/event-stream; charset=utf-8";
        response.Headers.CacheControl = "no-cache, no-store, must-revalidate";
        response.Headers["X-Accel-Buffering"] = "no";
        response.Headers["X-ATC-Stream-Version"] = "2.0";
    }

    private static void WriteEvent(PipeWriter body, int id, StoredEvent stored)
    {
        SseText.Write(body, $"id: {id}\nevent: event\ndata: ");
        EventEnvelope.Write(
            new JsonTextWriter(body), stored.Payload, stored.Type, stored.Version, stored.EventId.ToString(CultureInfo.InvariantCulture));
        SseText.Write(body, "\n\n");
    }
}
