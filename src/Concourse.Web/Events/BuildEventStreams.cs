using System.Globalization;
using Concourse.Database.Events;
using Concourse.Database.Notifications;
using Concourse.Web.Api;

namespace Concourse.Web.Events;

/// <summary>Opens streams of build events (rest-api.md §6.3).</summary>
public sealed class BuildEventStreams(
    BuildEventsRepository events, NotificationBus notifications, TimeProvider time, IHostApplicationLifetime lifetime)
{
    /// <summary>The stream from the event after <c>Last-Event-ID</c> on, or the refusal of a header that is no number.</summary>
    public ApiResult Open(ApiRequest request)
    {
        var last = request.Http.Request.Headers["Last-Event-ID"].ToString();
        if (last.Length == 0)
        {
            return Stream(0);
        }

        return uint.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id < int.MaxValue
            ? Stream((int)id + 1)
            : ApiResult.BadRequest;

        BuildEventStream Stream(int first) => new(request.Build, first, events, notifications, time, lifetime.ApplicationStopping);
    }
}
