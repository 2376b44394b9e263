using Concourse.Auth.Callers;
using Concourse.Auth.Roles;
using Concourse.Auth.Tokens;

namespace Concourse.Auth.Tests;

public sealed class CallerResolverTests
{
    private const long Now = 1_800_000_000;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("bearer good")]
    [InlineData("Bearer good")]
    [InlineData("BEARER good")]
    public async Task A_known_token_makes_its_user_the_caller(string authorization)
    {
        var caller = await ResolveAsync(authorization, "fly", exp: Now + 10);

        Assert.True(caller is { HasToken: true, IsAuthenticated: true });
        Assert.Equal("test", caller.Claims!.UserId);
        Assert.True(caller.Has(Role.Owner, "main"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("bearer")]
    [InlineData("bearer ")]
    [InlineData("bearer  good")]
    [InlineData("bearer good more")]
    [InlineData("basic good")]
    [InlineData("good")]
    [InlineData("bearer other")]
    public async Task Anything_else_is_a_token_that_does_not_count(string authorization) =>
        Assert.True(await ResolveAsync(authorization, "fly", exp: Now + 10) is { HasToken: true, IsAuthenticated: false });

    [Fact]
    public async Task Without_a_header_the_caller_is_anonymous() =>
        Assert.True(await ResolveAsync(null, "fly", exp: Now + 10) is { HasToken: false, IsAuthenticated: false, IsAdmin: false });

    [Theory]
    [InlineData(-60, 0, 0, true)]
    [InlineData(-61, 0, 0, false)]
    [InlineData(10, 60, 0, true)]
    [InlineData(10, 61, 0, false)]
    [InlineData(10, 0, 60, true)]
    [InlineData(10, 0, 61, false)]
    public async Task A_token_counts_between_its_times_with_a_minute_of_leeway(int exp, int nbf, int iat, bool counts) =>
        Assert.Equal(counts, (await ResolveAsync("bearer good", "fly", Now + exp, Now + nbf, Now + iat)).IsAuthenticated);

    [Theory]
    [InlineData("\"fly\"", true)]
    [InlineData("\"concourse-web\"", true)]
    [InlineData("[\"somebody\",\"fly\"]", true)]
    [InlineData("\"somebody\"", false)]
    [InlineData("[]", false)]
    [InlineData("7", false)]
    public async Task A_token_counts_only_if_it_was_made_for_a_client_of_this_server(string audience, bool counts) =>
        Assert.Equal(counts, (await ResolveAsync("bearer good", audience, exp: Now + 10)).IsAuthenticated);

    [Theory]
    [InlineData("\"concourse-worker\"", true)]
    [InlineData("[\"concourse-worker\"]", false)]
    [InlineData("\"fly\"", false)]
    public async Task The_systems_own_token_is_known_by_a_claim_that_is_a_text(string audience, bool system) =>
        Assert.Equal(system, (await ResolveAsync("bearer good", audience, exp: Now + 10)).IsSystem);

    private static Task<Caller> ResolveAsync(string? authorization, string audience, long exp, long nbf = Now, long iat = Now)
    {
        var aud = audience.StartsWith('"') || audience.StartsWith('[') || char.IsDigit(audience[0]) ? audience : $"\"{audience}\"";
        var claims = TokenClaims.Parse(
            $$$"""{"sub":"s","aud":{{{aud}}},"exp":{{{exp}}},"nbf":{{{nbf}}},"iat":{{{iat}}},"federated_claims":{"connector_id":"local","user_id":"test"}}""");
        var options = new TokenOptions
        {
            ExternalUrl = new Uri("http://ci.example.com"),
            Clients = [TokenClient.Fly, new TokenClient("concourse-web", "secret"), new TokenClient("concourse-worker", "secret")],
        };
        return new CallerResolver(options, new OneToken("good", claims), new OneTeam(), new FixedTime()).ResolveAsync(authorization, Ct);
    }

    private sealed class FixedTime : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeSeconds(Now);
    }

    private sealed class OneTeam : ITeamDirectory
    {
        public Task<IReadOnlyList<TeamAccess>> ListAsync(CancellationToken ct) =>
            Task.FromResult<IReadOnlyList<TeamAccess>>([new TeamAccess("main", true, TeamAuth.OwnedBy(["local:test"], []))]);
    }

    private sealed class OneToken(string token, TokenClaims claims) : IAccessTokenStore
    {
        public Task<TokenClaims?> FindAsync(string wanted, CancellationToken ct) => Task.FromResult(wanted == token ? claims : null);

        public Task SaveAsync(string saved, TokenClaims its, DateTimeOffset expiry, string displayUserId, CancellationToken ct) => Task.CompletedTask;

        public Task DeleteAsync(string deleted, CancellationToken ct) => Task.CompletedTask;
    }
}
