using System.Globalization;
using Concourse.Auth.Routes;
using Concourse.Client;
using Concourse.Core;
using Concourse.Database.Builds;
using Concourse.Database.Pipelines;
using Concourse.Database.Teams;

namespace Concourse.Web.Api;

/// <summary>
/// The one place that decides whether a call may go on, for every route by its class in the route table (rest-api.md §2.3, §2.4),
/// and that loads what the path names. Returns null when the call may go on, else the refusal.
/// </summary>
public sealed class ApiAuthorizer(TeamsRepository teams, PipelinesRepository pipelines, BuildsRepository builds, BuildVisibilityRepository visibilities)
{
    // Routes that check other things before the pipeline, or whose pipeline need not exist.
    private static readonly HashSet<string> WithOwnLookup =
        ["SaveConfig", "GetConfig", "SetTeam", "RenamePipeline", "OrderPipelinesWithinGroup", "MainJobBadge"];

    public async Task<ApiResult?> RefuseAsync(ApiRequest request, CancellationToken ct)
    {
        if (request.Route.RefusedWhenArchived && (await LoadPathAsync(request, ct) ?? RefuseArchived(request)) is { } refusal)
        {
            return refusal;
        }

        return request.Route.Access switch
        {
            RouteAccess.Open => request.Caller is { HasToken: true, IsAuthenticated: false } ? NotAuthorized : await LoadNamedAsync(request, ct),
            RouteAccess.Authenticated or RouteAccess.Worker => request.Caller.IsAuthenticated ? await LoadNamedAsync(request, ct) : NotAuthorized,
            RouteAccess.Admin => Refuse(request, request.Caller.IsAdmin) ?? await LoadNamedAsync(request, ct),
            RouteAccess.Team => Refuse(request, request.CallerMayOn(request.Parameter("team_name"))) ?? await LoadNamedAsync(request, ct),
            RouteAccess.Pipeline => await LoadPathAsync(request, ct)
                ?? (request.Pipeline.Public || request.CallerMayOn(request.Pipeline.TeamName) ? null : Refuse(request, allowed: false)),
            RouteAccess.Build => await RefuseBuildAsync(request, publicJob: false, ct),
            RouteAccess.BuildOfPublicJob => await RefuseBuildAsync(request, publicJob: true, ct),
            RouteAccess.BuildWrite => !request.Caller.IsAuthenticated
                ? NotAuthorized
                : await LoadBuildAsync(request, ct) ?? Refuse(request, request.CallerMayOn(request.Build.TeamName)),
            _ => throw new InvalidOperationException($"no rule for {request.Route.Access}"),
        };
    }

    private static ApiResult NotAuthorized => ApiResult.Text(StatusCodes.Status401Unauthorized, "not authorized");

    private static ApiResult Forbidden => ApiResult.Text(StatusCodes.Status403Forbidden, "forbidden");

    private static ApiResult? Refuse(ApiRequest request, bool allowed) =>
        !request.Caller.IsAuthenticated ? NotAuthorized : allowed ? null : Forbidden;

    private static ApiResult? RefuseArchived(ApiRequest request) =>
        request.Pipeline.Archived ? ApiResult.Text(StatusCodes.Status409Conflict, "action not allowed for an archived pipeline\n") : null;

    private async Task<ApiResult?> RefuseBuildAsync(ApiRequest request, bool publicJob, CancellationToken ct)
    {
        if (await LoadBuildAsync(request, ct) is { } refusal)
        {
            return refusal;
        }

        if (request.CallerMayOn(request.Build.TeamName))
        {
            return null;
        }

        var visibility = await visibilities.FindAsync(request.Build.Id, ct);
        return (visibility.PipelineIsPublic && (!publicJob || visibility.JobIsPublic)) || visibility.SharingTeams.Any(request.CallerMayOn)
            ? null
            : Refuse(request, allowed: false);
    }

    private Task<ApiResult?> LoadNamedAsync(ApiRequest request, CancellationToken ct) =>
        WithOwnLookup.Contains(request.Route.Name) ? Task.FromResult<ApiResult?>(null) : LoadPathAsync(request, ct);

    private async Task<ApiResult?> LoadPathAsync(ApiRequest request, CancellationToken ct)
    {
        if (!request.HasParameter("team_name"))
        {
            return null;
        }

        PipelineRef? reference = null;
        if (request.HasParameter("pipeline_name"))
        {
            try
            {
                reference = request.PipelineRef();
            }
            catch (FormatException e)
            {
                return ApiResult.Text(StatusCodes.Status400BadRequest, e.Message + "\n");
            }
        }

        if (await teams.FindAsync(request.Parameter("team_name"), ct) is not { } team)
        {
            return ApiResult.NotFound;
        }

        request.Team = team;
        if (reference is null)
        {
            return null;
        }

        if (await pipelines.FindAsync(team.Id, reference, ct) is not { } pipeline)
        {
            return ApiResult.NotFound;
        }

        request.Pipeline = pipeline;
        return null;
    }

    private async Task<ApiResult?> LoadBuildAsync(ApiRequest request, CancellationToken ct)
    {
        if (!long.TryParse(request.Parameter("build_id"), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var id))
        {
            return ApiResult.BadRequest;
        }

        if (await builds.FindAsync(id, ct) is not { } build)
        {
            return ApiResult.NotFound;
        }

        request.Build = build;
        return null;
    }
}

/// <summary>The pipeline that a path and the instance vars of its query name.</summary>
public static class PipelineRefParameter
{
    /// <exception cref="FormatException">The instance vars cannot be read.</exception>
    public static PipelineRef PipelineRef(this ApiRequest request) => new(
        request.Parameter("pipeline_name"),
        InstanceVarsQuery.Parse(request.Http.Request.Query.Select(q => KeyValuePair.Create(q.Key, q.Value.Count > 0 ? q.Value[0] ?? "" : ""))));
}
