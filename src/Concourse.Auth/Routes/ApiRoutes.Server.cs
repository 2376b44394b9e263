using Concourse.Auth.Roles;

namespace Concourse.Auth.Routes;

public static partial class ApiRoutes
{
    private static readonly ApiRoute[] Server =
    [
        new("ListWorkers", "GET", "/api/v1/workers", RouteAccess.Authenticated, Role.Viewer),
        new("RegisterWorker", "POST", "/api/v1/workers", RouteAccess.Authenticated, Role.Member),
        new("DeleteWorker", "DELETE", "/api/v1/workers/:worker_name", RouteAccess.Authenticated, Role.Member),
        new("GetLogLevel", "GET", "/api/v1/log-level", RouteAccess.Admin, Role.Viewer),
        new("SetLogLevel", "PUT", "/api/v1/log-level", RouteAccess.Admin, Role.Member),
        new("DownloadCLI", "GET", "/api/v1/cli", RouteAccess.Open, Role.Viewer),
        new("GetInfo", "GET", "/api/v1/info", RouteAccess.Open, Role.Viewer),
        new("GetInfoCreds", "GET", "/api/v1/info/creds", RouteAccess.Admin, Role.Viewer),
        new("GetUser", "GET", "/api/v1/user", RouteAccess.Authenticated, null),
        new("ListActiveUsersSince", "GET", "/api/v1/users", RouteAccess.Admin, null),
        new("GetWall", "GET", "/api/v1/wall", RouteAccess.Open, Role.Viewer),
        new("SetWall", "PUT", "/api/v1/wall", RouteAccess.Admin, null),
        new("ClearWall", "DELETE", "/api/v1/wall", RouteAccess.Admin, null),
        new("GetAgentFeedbackSummary", "GET", "/api/v1/agent/feedback/summary", RouteAccess.Authenticated, null),
        new("ClassifyAgentVerdict", "POST", "/api/v1/agent/feedback/classify", RouteAccess.Authenticated, null),
        new("SubmitAgentFeedback", "POST", "/api/v1/agent/feedback", RouteAccess.Authenticated, null),
        new("GetAgentFeedback", "GET", "/api/v1/agent/feedback", RouteAccess.Authenticated, null),
        new("GetOpenIDConfiguration", "GET", "/.well-known/openid-configuration", RouteAccess.Open, null),
        new("GetSigningKeys", "GET", "/.well-known/jwks.json", RouteAccess.Open, null),
        new("GetComponents", "GET", "/api/v1/components", RouteAccess.Admin, null),
        new("PauseAllComponents", "PUT", "/api/v1/components/pause", RouteAccess.Admin, null),
        new("UnpauseAllComponents", "PUT", "/api/v1/components/unpause", RouteAccess.Admin, null),
        new("PauseComponent", "PUT", "/api/v1/components/:component_name/pause", RouteAccess.Admin, null),
        new("UnpauseComponent", "PUT", "/api/v1/components/:component_name/unpause", RouteAccess.Admin, null),
        new("LandWorker", "PUT", "/api/v1/workers/:worker_name/land", RouteAccess.Worker, Role.Member),
        new("RetireWorker", "PUT", "/api/v1/workers/:worker_name/retire", RouteAccess.Worker, Role.Member),
        new("PruneWorker", "PUT", "/api/v1/workers/:worker_name/prune", RouteAccess.Worker, Role.Member),
        new("HeartbeatWorker", "PUT", "/api/v1/workers/:worker_name/heartbeat", RouteAccess.Authenticated, Role.Member),
        new("ListDestroyingContainers", "GET", "/api/v1/containers/destroying", RouteAccess.Worker, Role.Viewer),
        new("ReportWorkerContainers", "PUT", "/api/v1/containers/report", RouteAccess.Worker, Role.Member),
        new("ListDestroyingVolumes", "GET", "/api/v1/volumes/destroying", RouteAccess.Worker, Role.Viewer),
        new("ReportWorkerVolumes", "PUT", "/api/v1/volumes/report", RouteAccess.Worker, Role.Member),
    ];
}
