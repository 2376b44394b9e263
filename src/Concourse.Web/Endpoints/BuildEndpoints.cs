using Concourse.Auth.Roles;
using Concourse.Client.Wire;
using Concourse.Core.Json;
using Concourse.Database.Builds;
using Concourse.Web.Api;
using Concourse.Web.Events;

namespace Concourse.Web.Endpoints;

/// <summary>Builds (rest-api.md §6.2).</summary>
public sealed class BuildEndpoints(BuildsRepository builds, BuildExecutionRepository execution, BuildPages pages, BuildEventStreams streams) : IApiEndpoints
{
    public IEnumerable<KeyValuePair<string, ApiHandler>> Handlers =>
    [
        new("ListBuilds", ListAsync),
        new("ListTeamBuilds", (request, ct) =>
            pages.ListAsync(request, BuildFilter.OfTeam(request.Team.Id), StatusCodes.Status404NotFound, withComments: false, ct)),
        new("ListPipelineBuilds", (request, ct) =>
            pages.ListAsync(request, BuildFilter.OfPipeline(request.Pipeline.Id), StatusCodes.Status404NotFound, withComments: false, ct)),
        new("GetBuild", (request, _) => Task.FromResult(
            ApiResult.Json(BuildPresenter.Present(request.Build, request.CallerMayOn(request.Build.TeamName)), WireJson.Default.Build))),
        new("GetBuildPlan", PlanAsync),
        new("BuildEvents", (request, _) => Task.FromResult(streams.Open(request))),
        new("AbortBuild", AbortAsync),
    ];

    private Task<ApiResult> ListAsync(ApiRequest request, CancellationToken ct)
    {
        var filter = request.Caller.IsAdmin ? BuildFilter.All : BuildFilter.VisibleTo(request.Caller.TeamsWith(request.Route.Role ?? Role.Viewer));
        return pages.ListAsync(request, filter, StatusCodes.Status500InternalServerError, withComments: false, ct);
    }

    private async Task<ApiResult> PlanAsync(ApiRequest request, CancellationToken ct) =>
        await builds.FindPublicPlanAsync(request.Build.Id, ct) is { } found
            ? ApiResult.Json(new BuildPlan(found.Schema, JsonText.Parse(found.Plan)), WireJson.Default.BuildPlan)
            : ApiResult.NotFound;

    private async Task<ApiResult> AbortAsync(ApiRequest request, CancellationToken ct)
    {
        await execution.AbortAsync(request.Build.Id, ct);
        return ApiResult.Empty(StatusCodes.Status204NoContent);
    }
}
