using System.Globalization;
using Concourse.Client.Wire;
using Concourse.Core.Configuration;
using Concourse.Core.Versions;
using Concourse.Database.Resources;
using Concourse.Web.Api;

namespace Concourse.Web.Endpoints;

/// <summary>Versions of a resource: list, enable, disable, pin (rest-api.md §6.7).</summary>
public sealed class ResourceVersionEndpoints(ResourcesRepository resources, ResourceVersionsRepository versions, ServerIdentity identity) : IApiEndpoints
{
    public IEnumerable<KeyValuePair<string, ApiHandler>> Handlers =>
    [
        new("ListResourceVersions", (request, ct) => WithResourceAsync(request, ListAsync, ct)),
        new("GetResourceVersion", (request, ct) => WithVersionAsync(request, GetAsync, ct)),
        new("EnableResourceVersion", (request, ct) => WithVersionAsync(request, (r, id) => ChangedAsync(versions.EnableAsync(r.Id, id, ct)), ct)),
        new("DisableResourceVersion", (request, ct) => WithVersionAsync(request, (r, id) => ChangedAsync(versions.DisableAsync(r.Id, id, ct)), ct)),
        new("PinResourceVersion", (request, ct) => WithVersionAsync(request, (r, id) => ChangedAsync(versions.PinAsync(r.Id, id, ct)), ct)),
        new("UnpinResource", (request, ct) => WithResourceAsync(request, (_, r, stop) => ChangedAsync(versions.UnpinAsync(r.Id, stop)), ct)),
        new("SetPinCommentOnResource", (request, ct) => WithResourceAsync(request, CommentAsync, ct)),
    ];

    // A version that is already as it shall be, or a pin that the config forbids, is upstream's 500 (rest-api.md §9.25).
    private static async Task<ApiResult> ChangedAsync(Task<bool> change) =>
        await change ? ApiResult.Ok : ApiResult.Empty(StatusCodes.Status500InternalServerError);

    private static bool MaySeeMetadata(ApiRequest request, Database.Resources.Resource resource) =>
        request.CallerMayOn(resource.TeamName) || (resource.Config.Length > 0 && ConfigReader.Resource(resource.Config).Public);

    private async Task<ApiResult> WithResourceAsync(
        ApiRequest request, Func<ApiRequest, Database.Resources.Resource, CancellationToken, Task<ApiResult>> handle, CancellationToken ct) =>
        await resources.FindAsync(request.Pipeline.Id, request.Parameter("resource_name"), ct) is { } resource
            ? await handle(request, resource, ct)
            : ApiResult.NotFound;

    private Task<ApiResult> WithVersionAsync(ApiRequest request, Func<Database.Resources.Resource, long, Task<ApiResult>> handle, CancellationToken ct) =>
        WithVersionAsync(request, (_, resource, id, _) => handle(resource, id), ct);

    private Task<ApiResult> WithVersionAsync(
        ApiRequest request, Func<ApiRequest, Database.Resources.Resource, long, CancellationToken, Task<ApiResult>> handle, CancellationToken ct) =>
        long.TryParse(request.Parameter("resource_config_version_id"), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var id)
            ? WithResourceAsync(request, (r, resource, stop) => handle(r, resource, id, stop), ct)
            : Task.FromResult(ApiResult.BadRequest);

    private async Task<ApiResult> GetAsync(ApiRequest request, Database.Resources.Resource resource, long id, CancellationToken ct) =>
        await versions.FindAsync(resource.Id, id, ct) is { } version
            ? ApiResult.Json(ResourcePresenter.Present(version, MaySeeMetadata(request, resource)), WireJson.Default.ResourceConfigVersion)
            : ApiResult.NotFound;

    private async Task<ApiResult> ListAsync(ApiRequest request, Database.Resources.Resource resource, CancellationToken ct)
    {
        var page = PageParameters.Of(request);
        if (page.Limit < 0)
        {
            return ApiResult.Empty(StatusCodes.Status500InternalServerError);
        }

        var filter = new ResourceVersion(request.Http.Request.Query["filter"]
            .Select(f => (f ?? "").Split(':', 2))
            .Where(f => f.Length == 2)
            .Select(f => KeyValuePair.Create(f[0], f[1])));
        var found = await versions.ListAsync(resource.Id, page.From == 0 ? null : page.From, page.To == 0 ? null : page.To, page.Limit, filter, ct);
        PageLinks.Add(request, identity, found.Older, found.Newer, page.Limit);
        var withMetadata = MaySeeMetadata(request, resource);
        return ApiResult.Json(
            [.. found.Versions.Select(v => ResourcePresenter.Present(v, withMetadata))], WireJson.Default.IReadOnlyListResourceConfigVersion);
    }

    private async Task<ApiResult> CommentAsync(ApiRequest request, Database.Resources.Resource resource, CancellationToken ct)
    {
        if (await request.TryReadJsonAsync(WireJson.Default.PinCommentRequest, ct) is not { } comment)
        {
            return ApiResult.BadRequest;
        }

        await versions.SetPinCommentAsync(resource.Id, comment.PinComment ?? "", ct);
        return ApiResult.Ok;
    }
}
