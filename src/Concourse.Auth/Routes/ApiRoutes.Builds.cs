using Concourse.Auth.Roles;

namespace Concourse.Auth.Routes;

public static partial class ApiRoutes
{
    private static readonly ApiRoute[] Builds =
    [
        new("CreateBuild", "POST", "/api/v1/teams/:team_name/builds", RouteAccess.Team, Role.Member),
        new("ListBuilds", "GET", "/api/v1/builds", RouteAccess.Open, Role.Viewer),
        new("GetBuild", "GET", "/api/v1/builds/:build_id", RouteAccess.Build, Role.Viewer),
        new("GetBuildPlan", "GET", "/api/v1/builds/:build_id/plan", RouteAccess.BuildOfPublicJob, Role.Viewer),
        new("BuildEvents", "GET", "/api/v1/builds/:build_id/events", RouteAccess.BuildOfPublicJob, Role.Viewer),
        new("BuildResources", "GET", "/api/v1/builds/:build_id/resources", RouteAccess.Build, Role.Viewer),
        new("AbortBuild", "PUT", "/api/v1/builds/:build_id/abort", RouteAccess.BuildWrite, Role.PipelineOperator),
        new("GetBuildPreparation", "GET", "/api/v1/builds/:build_id/preparation", RouteAccess.BuildOfPublicJob, Role.Viewer),
        new("ListBuildArtifacts", "GET", "/api/v1/builds/:build_id/artifacts", RouteAccess.BuildOfPublicJob, Role.Viewer),
        new("SetBuildComment", "PUT", "/api/v1/builds/:build_id/comment", RouteAccess.BuildWrite, Role.PipelineOperator),
        new("ListTeamBuilds", "GET", "/api/v1/teams/:team_name/builds", RouteAccess.Authenticated, Role.Viewer),
    ];
}
