using Concourse.Auth.Routes;
using Concourse.Web.Api;

namespace Concourse.Web.Tests.Api;

public sealed class RoutingTests
{
    private static readonly RouteMatcher Matcher = new(ApiRoutes.All);

    [Theory]
    [InlineData("/api/v1/teams/a%2Fb/pipelines/p+q/jobs/x%2By", "a/b", "p q", "x+y")]
    [InlineData("/api/v1/teams/main/pipelines/%C3%BC/jobs/j", "main", "ü", "j")]
    public void Parameters_are_unescaped_within_their_segment(string path, string team, string pipeline, string job)
    {
        var match = Matcher.Match("GET", path);
        Assert.Equal("GetJob", match.Route?.Name);
        Assert.Equal((team, pipeline, job), (match.Parameters["team_name"], match.Parameters["pipeline_name"], match.Parameters["job_name"]));
    }

    [Theory]
    [InlineData("/api/v1/teams/")]
    [InlineData("/api/v1/Teams")]
    [InlineData("/api/v1/nothing")]
    [InlineData("/api/v1/teams/%zz")]
    public void Other_paths_are_unknown(string path)
    {
        var match = Matcher.Match("GET", path);
        Assert.Null(match.Route);
        Assert.Empty(match.AllowedMethods);
    }

    [Fact]
    public void A_known_path_tells_its_methods() => Assert.Equal(["GET"], Matcher.Match("HEAD", "/api/v1/info").AllowedMethods);

    [Fact]
    public void The_ordering_of_pipelines_is_not_taken_for_a_pipeline() =>
        Assert.Equal("OrderPipelines", Matcher.Match("PUT", "/api/v1/teams/main/pipelines/ordering").Route?.Name);
}
