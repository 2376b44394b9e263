using Concourse.Auth.Roles;
using Concourse.Auth.Users;
using Concourse.Client.Wire;
using Concourse.Core.Configuration;
using Concourse.Core.Planning;
using Concourse.Database.Resources;
using Concourse.Database.Scheduling;
using Concourse.Scheduling.Checks;
using Concourse.Web.Api;

namespace Concourse.Web.Endpoints;

/// <summary>Resources, their types and their checks (rest-api.md §6.7).</summary>
public sealed class ResourceEndpoints(
    ResourcesRepository resources,
    CheckCandidatesRepository candidates,
    CheckFactory checks,
    PlanningOptions planning,
    DisplayUserIds displayIds) : IApiEndpoints
{
    public IEnumerable<KeyValuePair<string, ApiHandler>> Handlers =>
    [
        new("ListAllResources", ListAllAsync),
        new("ListResources", async (request, ct) => Present(await resources.ListForPipelineAsync(request.Pipeline.Id, ct))),
        new("GetResource", GetAsync),
        new("ListResourceTypes", ListTypesAsync),
        new("CheckResource", CheckAsync),
        new("CheckResourceType", CheckTypeAsync),
    ];

    private static ApiResult Present(IEnumerable<Database.Resources.Resource> list) =>
        ApiResult.Json([.. list.Select(ResourcePresenter.Present)], WireJson.Default.IReadOnlyListResource);

    private static ApiResult Present(Database.Builds.Build? check) => check is not null
        ? ApiResult.Json(BuildPresenter.Present(check), WireJson.Default.Build, StatusCodes.Status201Created)
        : ApiResult.Empty(StatusCodes.Status500InternalServerError);

    private async Task<ApiResult> ListAllAsync(ApiRequest request, CancellationToken ct) => Present(
        request.Caller.IsAdmin
            ? await resources.ListAllAsync(ct)
            : await resources.ListVisibleAsync(request.Caller.TeamsWith(request.Route.Role ?? Role.Viewer), ct));

    private async Task<ApiResult> GetAsync(ApiRequest request, CancellationToken ct) =>
        await resources.FindAsync(request.Pipeline.Id, request.Parameter("resource_name"), ct) is { } resource
            ? ApiResult.Json(ResourcePresenter.Present(resource), WireJson.Default.Resource)
            : ApiResult.NotFound;

    private async Task<ApiResult> ListTypesAsync(ApiRequest request, CancellationToken ct)
    {
        var stored = await resources.ListTypesAsync(request.Pipeline.Id, ct);
        var types = TypeCatalog.Of([.. stored.Select(t => ConfigReader.ResourceType(t.Config))], planning).Types;
        return ApiResult.Json([.. types.Select(ResourcePresenter.Present)], WireJson.Default.IReadOnlyListResourceType);
    }

    private async Task<ApiResult> CheckAsync(ApiRequest request, CancellationToken ct)
    {
        if (await request.TryReadJsonAsync(WireJson.Default.CheckRequest, ct) is not { } check)
        {
            return ApiResult.BadRequest;
        }

        if (await resources.FindAsync(request.Pipeline.Id, request.Parameter("resource_name"), ct) is not { } resource
            || await candidates.FindAsync(resource.Id, ct) is not { } candidate)
        {
            return ApiResult.NotFound;
        }

        return Present(await checks.CreateManualAsync(candidate, check.From, check.Shallow, request.DisplayName(displayIds), ct));
    }

    private async Task<ApiResult> CheckTypeAsync(ApiRequest request, CancellationToken ct)
    {
        if (await request.TryReadJsonAsync(WireJson.Default.CheckRequest, ct) is not { } check)
        {
            return ApiResult.BadRequest;
        }

        var pipeline = request.Pipeline;
        var name = request.Parameter("resource_type_name");
        if ((await resources.ListTypesAsync(pipeline.Id, ct)).FirstOrDefault(t => t.Name == name) is not { } type)
        {
            return ApiResult.NotFound;
        }

        var target = new TypeToCheck(type.Id, name, pipeline.Id, pipeline.Version);
        return Present(await checks.CreateManualAsync(target, check.From, check.Shallow, request.DisplayName(displayIds), ct));
    }
}
