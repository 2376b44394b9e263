using Concourse.Auth.Roles;

namespace Concourse.Auth.Routes;

public static partial class ApiRoutes
{
    private static readonly ApiRoute[] Pipelines =
    [
        new("SaveConfig", "PUT", "/api/v1/teams/:team_name/pipelines/:pipeline_name/config", RouteAccess.Team, Role.Member),
        new("GetConfig", "GET", "/api/v1/teams/:team_name/pipelines/:pipeline_name/config", RouteAccess.Team, Role.Viewer),
        new("ListAllPipelines", "GET", "/api/v1/pipelines", RouteAccess.Open, Role.Viewer),
        new("ListPipelines", "GET", "/api/v1/teams/:team_name/pipelines", RouteAccess.Open, Role.Viewer),
        new("GetPipeline", "GET", "/api/v1/teams/:team_name/pipelines/:pipeline_name", RouteAccess.Pipeline, Role.Viewer),
        new("DeletePipeline", "DELETE", "/api/v1/teams/:team_name/pipelines/:pipeline_name", RouteAccess.Team, Role.Member),
        new("OrderPipelines", "PUT", "/api/v1/teams/:team_name/pipelines/ordering", RouteAccess.Team, Role.Member),
        new("OrderPipelinesWithinGroup", "PUT", "/api/v1/teams/:team_name/pipelines/:pipeline_name/ordering", RouteAccess.Team, Role.Member),
        new("PausePipeline", "PUT", "/api/v1/teams/:team_name/pipelines/:pipeline_name/pause", RouteAccess.Team, Role.PipelineOperator, RefusedWhenArchived: true),
        new("ArchivePipeline", "PUT", "/api/v1/teams/:team_name/pipelines/:pipeline_name/archive", RouteAccess.Team, Role.Member),
        new("UnpausePipeline", "PUT", "/api/v1/teams/:team_name/pipelines/:pipeline_name/unpause", RouteAccess.Team, Role.PipelineOperator, RefusedWhenArchived: true),
        new("ExposePipeline", "PUT", "/api/v1/teams/:team_name/pipelines/:pipeline_name/expose", RouteAccess.Team, Role.Member),
        new("HidePipeline", "PUT", "/api/v1/teams/:team_name/pipelines/:pipeline_name/hide", RouteAccess.Team, Role.Member),
        new("GetVersionsDB", "GET", "/api/v1/teams/:team_name/pipelines/:pipeline_name/versions-db", RouteAccess.Team, Role.Viewer),
        new("RenamePipeline", "PUT", "/api/v1/teams/:team_name/pipelines/:pipeline_name/rename", RouteAccess.Team, Role.Member),
        new("ListPipelineBuilds", "GET", "/api/v1/teams/:team_name/pipelines/:pipeline_name/builds", RouteAccess.Pipeline, Role.Viewer),
        new("CreatePipelineBuild", "POST", "/api/v1/teams/:team_name/pipelines/:pipeline_name/builds", RouteAccess.Team, Role.Member),
        new("PipelineBadge", "GET", "/api/v1/teams/:team_name/pipelines/:pipeline_name/badge", RouteAccess.Pipeline, Role.Viewer),
    ];
}
