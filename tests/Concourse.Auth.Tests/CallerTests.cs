using Concourse.Auth.Callers;
using Concourse.Auth.Roles;
using Concourse.Auth.Tokens;

namespace Concourse.Auth.Tests;

public sealed class CallerTests
{
    private const string Claims =
        """{"sub":"s","aud":"fly","name":"Bob","preferred_username":"bobby","groups":["Org:Team"],"federated_claims":{"connector_id":"github","user_id":"42"}}""";

    [Theory]
    [InlineData("""{"viewer":{"users":["github:42"],"groups":[]}}""", Role.Viewer)]
    [InlineData("""{"member":{"users":["GitHub:Bobby"],"groups":null}}""", Role.Member)]
    [InlineData("""{"owner":{"users":[],"groups":["github:org:team"]}}""", Role.Owner)]
    [InlineData("""{"viewer":{"users":["github:bobby"]},"pipeline-operator":{"users":["github:42"]}}""", Role.PipelineOperator)]
    public void The_highest_role_that_names_the_caller_counts_with_every_lower_one(string auth, Role held)
    {
        var caller = Of(Claims, new TeamAccess("t", false, TeamAuth.Parse(auth)));
        foreach (var role in Enum.GetValues<Role>())
        {
            Assert.Equal(role <= held, caller.Has(role, "t"));
        }
    }

    [Theory]
    [InlineData("""{"owner":{"users":["github:Bob"],"groups":[]}}""")]
    [InlineData("""{"owner":{"users":["gitlab:bobby"],"groups":["gitlab:org:team"]}}""")]
    [InlineData("""{"boss":{"users":["github:bobby"],"groups":[]}}""")]
    [InlineData("null")]
    public void Others_names_other_connectors_and_unknown_roles_grant_nothing(string auth) =>
        Assert.False(Of(Claims, new TeamAccess("t", false, TeamAuth.Parse(auth))).Has(Role.Viewer, "t"));

    [Fact]
    public void The_name_counts_when_there_is_no_preferred_one()
    {
        var claims = """{"name":"bob","federated_claims":{"connector_id":"local","user_id":"b"}}""";
        Assert.True(Of(claims, new TeamAccess("t", false, TeamAuth.OwnedBy(["local:bob"], []))).Has(Role.Owner, "t"));
    }

    [Fact]
    public void The_long_name_of_cloud_foundry_matches_cf()
    {
        var claims = """{"name":"bob","federated_claims":{"connector_id":"cloudfoundry","user_id":"b"}}""";
        Assert.True(Of(claims, new TeamAccess("t", false, TeamAuth.OwnedBy(["cf:b"], []))).Has(Role.Owner, "t"));
    }

    [Theory]
    [InlineData("owner", true)]
    [InlineData("member", false)]
    public void Only_owners_of_an_admin_team_are_admins(string role, bool admin)
    {
        var auth = TeamAuth.Parse($"{{\"{role}\":{{\"users\":[\"github:42\"]}}}}");
        var caller = Of(Claims, new TeamAccess("main", true, auth), new TeamAccess("other", false, TeamAuth.None));
        Assert.Equal(admin, caller.IsAdmin);
        Assert.Equal(admin, caller.Has(Role.Owner, "other"));
    }

    [Fact]
    public void A_role_without_holders_is_everybodys()
    {
        var team = new TeamAccess("t", false, TeamAuth.Parse("""{"viewer":{"users":[],"groups":[]}}"""));
        Assert.True(new Caller(false, null, [team], isSystem: false).Has(Role.Viewer, "t"));
    }

    [Fact]
    public void Team_names_are_compared_exactly() =>
        Assert.False(Of(Claims, new TeamAccess("Team", false, TeamAuth.OwnedBy(["github:42"], []))).Has(Role.Viewer, "team"));

    private static Caller Of(string claims, params TeamAccess[] teams) => new(true, TokenClaims.Parse(claims), teams, isSystem: false);
}
