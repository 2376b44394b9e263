using Concourse.Auth.Roles;
using Concourse.Auth.Routes;

namespace Concourse.Auth.Tests;

public sealed class ApiRoutesTests
{
    [Fact]
    public void The_table_has_every_route_of_the_chapter_once()
    {
        Assert.Equal(111, ApiRoutes.All.Count);
        Assert.Equal(111, ApiRoutes.All.Select(r => r.Name).Distinct().Count());
        Assert.Equal(111, ApiRoutes.All.Select(r => (r.Method, r.Path)).Distinct().Count());
    }

    [Theory]
    [InlineData("SaveConfig", "PUT", "/api/v1/teams/:team_name/pipelines/:pipeline_name/config", RouteAccess.Team, Role.Member, false)]
    [InlineData("CreateJobBuild", "POST", "/api/v1/teams/:team_name/pipelines/:pipeline_name/jobs/:job_name/builds", RouteAccess.Team, Role.PipelineOperator, true)]
    [InlineData("BuildEvents", "GET", "/api/v1/builds/:build_id/events", RouteAccess.BuildOfPublicJob, Role.Viewer, false)]
    [InlineData("SetTeam", "PUT", "/api/v1/teams/:team_name", RouteAccess.Team, Role.Owner, false)]
    [InlineData("AbortBuild", "PUT", "/api/v1/builds/:build_id/abort", RouteAccess.BuildWrite, Role.PipelineOperator, false)]
    public void Routes_have_their_class_and_role(string name, string method, string path, RouteAccess access, Role role, bool archived) =>
        Assert.Equal(new ApiRoute(name, method, path, access, role, archived), ApiRoutes.Named(name));
}
