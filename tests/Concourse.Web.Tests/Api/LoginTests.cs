using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Concourse.Client;
using Concourse.Client.Http;
using Concourse.Testing.Postgres;
using Concourse.Web.Tests.Server;

namespace Concourse.Web.Tests.Api;

public sealed class LoginTests(PostgresFixture postgres)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_local_user_logs_in_as_the_command_line_does_and_is_told_who_he_is()
    {
        await using var node = await TestNode.StartAsync(postgres);
        var token = await node.TokenAsync("admin");
        Assert.Equal("bearer", token.Type);
        Assert.Equal(38, token.Value.Length);

        var user = await new ConcourseClient(node.Http, node.Url, token).UserInfoAsync(Ct);
        Assert.Equal("admin", user.UserId);
        Assert.Equal("local", user.Connector);
        Assert.Equal("admin", user.DisplayUserId);
        Assert.Equal("", user.UserName);
        Assert.True(user.IsAdmin);
        Assert.Equal(["owner"], user.Teams["main"]);
    }

    [Fact]
    public async Task A_wrong_password_is_refused_with_the_issuers_words()
    {
        await using var node = await TestNode.StartAsync(postgres);
        var refusal = await Assert.ThrowsAsync<LoginRefusedException>(() => node.Anonymous.LoginAsync("admin", "wrong", Ct));
        Assert.Equal("oauth2: \"access_denied\" \"Invalid username or password\"", refusal.Message);
    }

    [Theory]
    [InlineData("fly:wrong", "password", "openid", 401, """{"error":"invalid_client","error_description":"Invalid client credentials."}""")]
    [InlineData("fly:Zmx5", "magic", "openid", 400, """{"error":"unsupported_grant_type"}""")]
    public async Task Requests_that_cannot_be_granted_get_the_issuers_errors(string client, string grant, string scope, int status, string body)
    {
        await using var node = await TestNode.StartAsync(postgres);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(node.Url, "/sky/issuer/token"))
        {
            Content = new FormUrlEncodedContent(
                new Dictionary<string, string> { ["grant_type"] = grant, ["username"] = "admin", ["password"] = "admin", ["scope"] = scope }),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(client)));
        using var response = await node.Http.SendAsync(request, Ct);
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(body, await response.Content.ReadAsStringAsync(Ct));
    }

    [Theory]
    [InlineData("bearer nonsense")]
    [InlineData("bearer")]
    [InlineData("bearer  two-spaces")]
    [InlineData("basic abc")]
    public async Task A_token_that_is_not_known_is_refused_even_where_anonymous_callers_are_served(string authorization)
    {
        await using var node = await TestNode.StartAsync(postgres);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(node.Url, "/api/v1/info"));
        request.Headers.TryAddWithoutValidation("Authorization", authorization);
        using var response = await node.Http.SendAsync(request, Ct);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("not authorized", await response.Content.ReadAsStringAsync(Ct));
    }

    [Fact]
    public async Task Anybody_may_ask_what_the_server_is()
    {
        await using var node = await TestNode.StartAsync(postgres);
        var info = await node.Anonymous.InfoAsync(Ct);
        Assert.Equal("8.2.5", info.Version);
        Assert.Equal("2.5", info.WorkerVersion);
        Assert.Equal("http://ci.example.com", info.ExternalUrl);
    }
}
