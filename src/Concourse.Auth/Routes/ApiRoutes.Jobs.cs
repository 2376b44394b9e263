using Concourse.Auth.Roles;

namespace Concourse.Auth.Routes;

public static partial class ApiRoutes
{
    private static readonly ApiRoute[] Jobs =
    [
        new("ListAllJobs", "GET", "/api/v1/jobs", RouteAccess.Open, Role.Viewer),
        new("ListJobs", "GET", "/api/v1/teams/:team_name/pipelines/:pipeline_name/jobs", RouteAccess.Pipeline, Role.Viewer),
        new("GetJob", "GET", "/api/v1/teams/:team_name/pipelines/:pipeline_name/jobs/:job_name", RouteAccess.Pipeline, Role.Viewer),
        new("ListJobBuilds", "GET", "/api/v1/teams/:team_name/pipelines/:pipeline_name/jobs/:job_name/builds", RouteAccess.Pipeline, Role.Viewer),
        new("CreateJobBuild", "POST", "/api/v1/teams/:team_name/pipelines/:pipeline_name/jobs/:job_name/builds", RouteAccess.Team, Role.PipelineOperator, RefusedWhenArchived: true),
        new("RerunJobBuild", "POST", "/api/v1/teams/:team_name/pipelines/:pipeline_name/jobs/:job_name/builds/:build_name", RouteAccess.Team, Role.PipelineOperator, RefusedWhenArchived: true),
        new("ListJobInputs", "GET", "/api/v1/teams/:team_name/pipelines/:pipeline_name/jobs/:job_name/inputs", RouteAccess.Team, Role.Viewer),
        new("GetJobBuild", "GET", "/api/v1/teams/:team_name/pipelines/:pipeline_name/jobs/:job_name/builds/:build_name", RouteAccess.Pipeline, Role.Viewer),
        new("PauseJob", "PUT", "/api/v1/teams/:team_name/pipelines/:pipeline_name/jobs/:job_name/pause", RouteAccess.Team, Role.PipelineOperator),
        new("UnpauseJob", "PUT", "/api/v1/teams/:team_name/pipelines/:pipeline_name/jobs/:job_name/unpause", RouteAccess.Team, Role.PipelineOperator),
        new("ScheduleJob", "PUT", "/api/v1/teams/:team_name/pipelines/:pipeline_name/jobs/:job_name/schedule", RouteAccess.Team, Role.PipelineOperator, RefusedWhenArchived: true),
        new("JobBadge", "GET", "/api/v1/teams/:team_name/pipelines/:pipeline_name/jobs/:job_name/badge", RouteAccess.Pipeline, Role.Viewer),
        new("MainJobBadge", "GET", "/api/v1/pipelines/:pipeline_name/jobs/:job_name/badge", RouteAccess.Open, Role.Viewer),
        new("ClearTaskCache", "DELETE", "/api/v1/teams/:team_name/pipelines/:pipeline_name/jobs/:job_name/tasks/:step_name/cache", RouteAccess.Team, Role.PipelineOperator),
    ];
}
