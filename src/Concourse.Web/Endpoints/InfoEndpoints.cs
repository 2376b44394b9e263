using Concourse.Auth.Roles;
using Concourse.Auth.Users;
using Concourse.Client.Wire;
using Concourse.Database.Teams;
using Concourse.Web.Api;

namespace Concourse.Web.Endpoints;

/// <summary>What the server is, who the caller is, which teams there are (rest-api.md §6.8, §6.12).</summary>
public sealed class InfoEndpoints(ServerIdentity identity, TeamsRepository teams, DisplayUserIds displayIds) : IApiEndpoints
{
    public IEnumerable<KeyValuePair<string, ApiHandler>> Handlers =>
    [
        new("GetInfo", (_, _) => Task.FromResult(Info())),
        new("GetUser", (request, _) => Task.FromResult(User(request))),
        new("ListTeams", ListTeamsAsync),
        new("GetTeam", (request, _) => Task.FromResult(ApiResult.Json(Present(request.Team), WireJson.Default.Team))),
    ];

    private static Client.Wire.Team Present(Database.Teams.Team team) => new()
    {
        Id = team.Id,
        Name = team.Name,
        Auth = TeamAuth.Parse(team.Auth).Roles.ToDictionary(r => r.Key, r => new RoleMembers(r.Value.Users, r.Value.Groups)),
    };

    private ApiResult Info() => ApiResult.Json(
        new Info
        {
            Version = identity.Version,
            WorkerVersion = identity.WorkerVersion,
            FeatureFlags = new FeatureFlags
            {
                BuildRerun = identity.BuildRerun,
                CacheStreamedVolumes = identity.CacheStreamedVolumes,
                GlobalResources = identity.GlobalResources,
                ResourceCausality = identity.ResourceCausality,
            },
            ExternalUrl = identity.ExternalUrl.AbsoluteUri.TrimEnd('/'),
            ClusterName = identity.ClusterName.Length == 0 ? null : identity.ClusterName,
            JetbridgeVersion = identity.OwnVersion,
        },
        WireJson.Default.Info);

    private ApiResult User(ApiRequest request)
    {
        var claims = request.Caller.Claims ?? throw new InvalidOperationException("the route lets nobody through without a token");
        return ApiResult.Json(
            new UserInfo
            {
                Sub = claims.Sub,
                Name = claims.Name,
                UserId = claims.UserId,
                UserName = claims.PreferredUsername,
                Email = claims.Email,
                IsAdmin = request.Caller.IsAdmin,
                IsSystem = request.Caller.IsSystem,
                Teams = request.Caller.RoleNamesByTeam(),
                Connector = claims.ConnectorId,
                DisplayUserId = displayIds.Of(claims),
            },
            WireJson.Default.UserInfo);
    }

    private async Task<ApiResult> ListTeamsAsync(ApiRequest request, CancellationToken ct)
    {
        var all = await teams.ListAsync(ct);
        return ApiResult.Json([.. all.Where(t => request.CallerMayOn(t.Name)).Select(Present)], WireJson.Default.IReadOnlyListTeam);
    }
}
