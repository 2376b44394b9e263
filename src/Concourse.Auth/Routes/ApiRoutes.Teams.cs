using Concourse.Auth.Roles;

namespace Concourse.Auth.Routes;

public static partial class ApiRoutes
{
    private static readonly ApiRoute[] Teams =
    [
        new("GetCC", "GET", "/api/v1/teams/:team_name/cc.xml", RouteAccess.Open, Role.Viewer),
        new("ListContainers", "GET", "/api/v1/teams/:team_name/containers", RouteAccess.Team, Role.Viewer),
        new("GetContainer", "GET", "/api/v1/teams/:team_name/containers/:id", RouteAccess.Team, Role.Viewer),
        new("HijackContainer", "GET", "/api/v1/teams/:team_name/containers/:id/hijack", RouteAccess.Team, Role.Member),
        new("ListVolumes", "GET", "/api/v1/teams/:team_name/volumes", RouteAccess.Team, Role.Viewer),
        new("ListTeams", "GET", "/api/v1/teams", RouteAccess.Open, Role.Viewer),
        new("GetTeam", "GET", "/api/v1/teams/:team_name", RouteAccess.Team, Role.Viewer),
        new("SetTeam", "PUT", "/api/v1/teams/:team_name", RouteAccess.Team, Role.Owner),
        new("RenameTeam", "PUT", "/api/v1/teams/:team_name/rename", RouteAccess.Team, Role.Owner),
        new("DestroyTeam", "DELETE", "/api/v1/teams/:team_name", RouteAccess.Admin, Role.Owner),
        new("CreateArtifact", "POST", "/api/v1/teams/:team_name/artifacts", RouteAccess.Team, Role.Member),
        new("GetArtifact", "GET", "/api/v1/teams/:team_name/artifacts/:artifact_id", RouteAccess.Team, Role.Member),
    ];
}
