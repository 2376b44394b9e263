using Concourse.Auth.Roles;

namespace Concourse.Auth.Routes;

public static partial class ApiRoutes
{
    private static readonly ApiRoute[] Resources =
    [
        new("ListAllResources", "GET", "/api/v1/resources", RouteAccess.Open, Role.Viewer),
        new("ListResources", "GET", "/api/v1/teams/:team_name/pipelines/:pipeline_name/resources", RouteAccess.Pipeline, Role.Viewer),
        new("ListSharedForResource", "GET", "/api/v1/teams/:team_name/pipelines/:pipeline_name/resources/:resource_name/shared", RouteAccess.Admin, null),
        new("ListSharedForResourceType", "GET", "/api/v1/teams/:team_name/pipelines/:pipeline_name/resource-types/:resource_type_name/shared", RouteAccess.Admin, null),
        new("ListResourceTypes", "GET", "/api/v1/teams/:team_name/pipelines/:pipeline_name/resource-types", RouteAccess.Pipeline, Role.Viewer),
        new("GetResource", "GET", "/api/v1/teams/:team_name/pipelines/:pipeline_name/resources/:resource_name", RouteAccess.Pipeline, Role.Viewer),
        new("CheckResource", "POST", "/api/v1/teams/:team_name/pipelines/:pipeline_name/resources/:resource_name/check", RouteAccess.Team, Role.PipelineOperator, RefusedWhenArchived: true),
        new("CheckResourceWebHook", "POST", "/api/v1/teams/:team_name/pipelines/:pipeline_name/resources/:resource_name/check/webhook", RouteAccess.Open, Role.PipelineOperator),
        new("CheckResourceType", "POST", "/api/v1/teams/:team_name/pipelines/:pipeline_name/resource-types/:resource_type_name/check", RouteAccess.Team, Role.PipelineOperator, RefusedWhenArchived: true),
        new("CheckPrototype", "POST", "/api/v1/teams/:team_name/pipelines/:pipeline_name/prototypes/:prototype_name/check", RouteAccess.Team, Role.PipelineOperator, RefusedWhenArchived: true),
        new("ClearResourceCache", "DELETE", "/api/v1/teams/:team_name/pipelines/:pipeline_name/resources/:resource_name/cache", RouteAccess.Team, Role.PipelineOperator),
        new("ListResourceVersions", "GET", "/api/v1/teams/:team_name/pipelines/:pipeline_name/resources/:resource_name/versions", RouteAccess.Pipeline, Role.Viewer),
        new("ClearResourceVersions", "DELETE", "/api/v1/teams/:team_name/pipelines/:pipeline_name/resources/:resource_name/versions", RouteAccess.Admin, null),
        new("ClearResourceTypeVersions", "DELETE", "/api/v1/teams/:team_name/pipelines/:pipeline_name/resource-types/:resource_type_name/versions", RouteAccess.Admin, null),
        new("GetResourceVersion", "GET", "/api/v1/teams/:team_name/pipelines/:pipeline_name/resources/:resource_name/versions/:resource_config_version_id", RouteAccess.Pipeline, Role.Viewer),
        new("EnableResourceVersion", "PUT", "/api/v1/teams/:team_name/pipelines/:pipeline_name/resources/:resource_name/versions/:resource_config_version_id/enable", RouteAccess.Team, Role.PipelineOperator, RefusedWhenArchived: true),
        new("DisableResourceVersion", "PUT", "/api/v1/teams/:team_name/pipelines/:pipeline_name/resources/:resource_name/versions/:resource_config_version_id/disable", RouteAccess.Team, Role.PipelineOperator, RefusedWhenArchived: true),
        new("PinResourceVersion", "PUT", "/api/v1/teams/:team_name/pipelines/:pipeline_name/resources/:resource_name/versions/:resource_config_version_id/pin", RouteAccess.Team, Role.PipelineOperator, RefusedWhenArchived: true),
        new("UnpinResource", "PUT", "/api/v1/teams/:team_name/pipelines/:pipeline_name/resources/:resource_name/unpin", RouteAccess.Team, Role.PipelineOperator, RefusedWhenArchived: true),
        new("SetPinCommentOnResource", "PUT", "/api/v1/teams/:team_name/pipelines/:pipeline_name/resources/:resource_name/pin_comment", RouteAccess.Team, Role.PipelineOperator, RefusedWhenArchived: true),
        new("ListBuildsWithVersionAsInput", "GET", "/api/v1/teams/:team_name/pipelines/:pipeline_name/resources/:resource_name/versions/:resource_config_version_id/input_to", RouteAccess.Pipeline, Role.Viewer),
        new("ListBuildsWithVersionAsOutput", "GET", "/api/v1/teams/:team_name/pipelines/:pipeline_name/resources/:resource_name/versions/:resource_config_version_id/output_of", RouteAccess.Pipeline, Role.Viewer),
        new("GetDownstreamResourceCausality", "GET", "/api/v1/teams/:team_name/pipelines/:pipeline_name/resources/:resource_name/versions/:resource_config_version_id/downstream", RouteAccess.Pipeline, Role.Viewer),
        new("GetUpstreamResourceCausality", "GET", "/api/v1/teams/:team_name/pipelines/:pipeline_name/resources/:resource_name/versions/:resource_config_version_id/upstream", RouteAccess.Pipeline, Role.Viewer),
    ];
}
