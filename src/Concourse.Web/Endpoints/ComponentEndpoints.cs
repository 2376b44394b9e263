using System.Globalization;
using Concourse.Client.Wire;
using Concourse.Core.Configuration;
using Concourse.Database.Components;
using Concourse.Web.Api;

namespace Concourse.Web.Endpoints;

/// <summary>The background components of the cluster: list, pause, unpause (rest-api.md §6.12).</summary>
public sealed class ComponentEndpoints(ComponentsRepository components) : IApiEndpoints
{
    public IEnumerable<KeyValuePair<string, ApiHandler>> Handlers =>
    [
        new("GetComponents", async (_, ct) => ApiResult.Json([.. (await components.ListAsync(ct)).Select(Present)], WireJson.Default.IReadOnlyListComponent)),
        new("PauseAllComponents", (_, ct) => PauseAllAsync(true, ct)),
        new("UnpauseAllComponents", (_, ct) => PauseAllAsync(false, ct)),
        new("PauseComponent", (request, ct) => PauseAsync(request, true, ct)),
        new("UnpauseComponent", (request, ct) => PauseAsync(request, false, ct)),
    ];

    private static Client.Wire.Component Present(Database.Components.Component component) => new(
        component.Name,
        GoDuration.TryParse(component.Interval, out var interval, out _) ? interval.Nanoseconds : 0,
        (component.LastRan ?? default).ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture),
        component.Paused);

    private async Task<ApiResult> PauseAllAsync(bool paused, CancellationToken ct)
    {
        await components.SetAllPausedAsync(paused, ct);
        return ApiResult.Ok;
    }

    private async Task<ApiResult> PauseAsync(ApiRequest request, bool paused, CancellationToken ct) =>
        await components.SetPausedAsync(request.Parameter("component_name"), paused, ct) ? ApiResult.Ok : ApiResult.NotFound;
}
