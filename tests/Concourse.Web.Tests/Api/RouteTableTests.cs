using System.Globalization;
using System.Net;
using System.Text;
using Concourse.Auth.Roles;
using Concourse.Auth.Routes;
using Concourse.Client.Http;
using Concourse.Core;
using Concourse.Database.Teams;
using Concourse.Testing.Postgres;
using Concourse.Web.Api;
using Concourse.Web.Tests.Server;
using Microsoft.Extensions.DependencyInjection;

namespace Concourse.Web.Tests.Api;

/// <summary>Walks the chapter's route table as every kind of caller.</summary>
public sealed class RouteTableTests(PostgresFixture postgres)
{
    private const string Anonymous = "";
    private static readonly string[] ChangesEverything = ["ArchivePipeline", "DeletePipeline"];
    private static readonly string[] Callers = [Anonymous, .. TestUsers.All];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_route_lets_exactly_those_through_who_hold_its_role()
    {
        await using var node = await TestNode.StartAsync(postgres);
        var buildId = await SeedAsync(node);
        var served = node.Services.GetRequiredService<ApiServer>().Served.ToHashSet();
        var tokens = new Dictionary<string, AccessToken?> { [Anonymous] = null };
        foreach (var user in TestUsers.All)
        {
            tokens[user] = await node.TokenAsync(user);
        }

        var surprises = new List<string>();
        var order = ApiRoutes.All.Where(r => served.Contains(r.Name)).OrderBy(r => Array.IndexOf(ChangesEverything, r.Name)).ToList();
        foreach (var route in order)
        {
            // Those who may not first: they leave things as they are.
            foreach (var user in Callers.OrderBy(u => Expected(route, u) is null))
            {
                var status = await CallAsync(node, route, buildId, tokens[user]);
                var refused = status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden;
                var expected = Expected(route, user);
                if (expected is null ? refused || status == HttpStatusCode.NotImplemented : status != expected)
                {
                    surprises.Add($"{route.Name} as '{user}': {status}, expected {expected?.ToString() ?? "no refusal"}");
                }
            }
        }

        Assert.Empty(surprises);
        Assert.True(served.Count >= 45, $"only {served.Count} routes are served");
    }

    [Fact]
    public async Task An_exposed_pipeline_is_open_for_reading_and_the_output_of_its_builds_only_where_the_job_is_public_too()
    {
        await using var node = await TestNode.StartAsync(postgres);
        var buildId = await SeedAsync(node);
        await (await node.ClientAsync(TestUsers.Admin)).ExposePipelineAsync("team", new PipelineRef("p"), Ct);
        var served = node.Services.GetRequiredService<ApiServer>().Served.ToHashSet();
        var reading = ApiRoutes.All.Where(r => served.Contains(r.Name)
            && r.Access is RouteAccess.Pipeline or RouteAccess.Build or RouteAccess.BuildOfPublicJob).ToList();

        var surprises = new List<string>();
        foreach (var jobIsPublic in (bool[])[false, true])
        {
            await ExecuteAsync(node, $"UPDATE jobs SET public = {jobIsPublic}");
            foreach (var (user, token) in new (string, AccessToken?)[] { (Anonymous, null), (TestUsers.Stranger, await node.TokenAsync(TestUsers.Stranger)) })
            {
                foreach (var route in reading)
                {
                    var status = await CallAsync(node, route, buildId, token);
                    var refused = status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden;
                    if (refused != (route.Access == RouteAccess.BuildOfPublicJob && !jobIsPublic))
                    {
                        surprises.Add($"{route.Name}, job public {jobIsPublic}, caller '{user}': {status}");
                    }
                }
            }
        }

        Assert.Empty(surprises);
        Assert.True(reading.Count > 15, $"only {reading.Count} routes read");
    }

    [Fact]
    public async Task A_role_without_holders_is_everybodys_also_without_a_login()
    {
        await using var node = await TestNode.StartAsync(postgres);
        await SeedAsync(node);
        await ExecuteAsync(node, """UPDATE teams SET auth = '{"viewer":{"users":[],"groups":[]}}' WHERE name = 'team'""");

        // A node that has read the teams before keeps them for a minute.
        await using var other = await TestNode.StartAsync(node.Database);
        Assert.Equal(HttpStatusCode.OK, await CallAsync(other, ApiRoutes.Named("GetPipeline"), 0, null));
        Assert.Equal(HttpStatusCode.Unauthorized, await CallAsync(other, ApiRoutes.Named("GetConfig"), 0, null));
    }

    [Fact]
    public async Task A_route_that_is_not_served_yet_says_so_and_an_unknown_path_is_not_found()
    {
        await using var node = await TestNode.StartAsync(postgres);
        var served = node.Services.GetRequiredService<ApiServer>().Served.ToHashSet();
        foreach (var route in ApiRoutes.All.Where(r => !served.Contains(r.Name)))
        {
            Assert.Equal((route.Name, HttpStatusCode.NotImplemented), (route.Name, await CallAsync(node, route, 1, null)));
        }

        using var unknown = await node.Http.GetAsync(new Uri(node.Url, "/api/v1/nothing"), Ct);
        Assert.Equal((HttpStatusCode.NotFound, "404 page not found\n"), (unknown.StatusCode, await unknown.Content.ReadAsStringAsync(Ct)));
    }

    [Fact]
    public async Task HEAD_is_not_allowed_on_the_API()
    {
        await using var node = await TestNode.StartAsync(postgres);
        using var request = new HttpRequestMessage(HttpMethod.Head, new Uri(node.Url, "/api/v1/info"));
        using var response = await node.Http.SendAsync(request, Ct);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Equal(["GET"], response.Content.Headers.Allow);
    }

    [Fact]
    public async Task Every_response_carries_the_security_headers_and_the_version()
    {
        await using var node = await TestNode.StartAsync(postgres);
        using var response = await node.Http.GetAsync(new Uri(node.Url, "/api/v1/info"), Ct);
        Assert.Equal("deny", Assert.Single(response.Headers.GetValues("X-Frame-Options")));
        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("8.2.5", Assert.Single(response.Headers.GetValues("X-Concourse-Version")));
        Assert.Equal("application/json", Assert.Single(response.Content.Headers.GetValues("Content-Type")));
    }

    // The rules of the chapter (§2.3) once more, by hand, for a team on which each user holds the role he is called after.
    private static HttpStatusCode? Expected(ApiRoute route, string user)
    {
        var holds = user switch
        {
            "admin" or "owner" => Role.Owner,
            "member" => Role.Member,
            "operator" => Role.PipelineOperator,
            "viewer" => Role.Viewer,
            _ => (Role?)null,
        };
        var allowed = route.Access switch
        {
            RouteAccess.Open => true,
            RouteAccess.Authenticated => user != Anonymous,
            RouteAccess.Admin => user == TestUsers.Admin,
            _ => user == TestUsers.Admin || (holds is not null && holds >= route.Role),
        };
        return allowed ? null : user == Anonymous ? HttpStatusCode.Unauthorized : HttpStatusCode.Forbidden;
    }

    private static async Task<long> SeedAsync(TestNode node)
    {
        var auth = new TeamAuth(new Dictionary<string, RoleHolders>
        {
            ["owner"] = new(["local:owner"], []),
            ["member"] = new(["local:member"], []),
            ["pipeline-operator"] = new(["local:operator"], []),
            ["viewer"] = new(["local:viewer"], []),
        });
        await node.Services.GetRequiredService<TeamsRepository>().SaveAsync("team", auth.ToJson(), Ct);
        var admin = await node.ClientAsync(TestUsers.Admin);
        await admin.SavePipelineConfigAsync("team", new PipelineRef("p"), "", Encoding.UTF8.GetBytes(ConfigTests.Simple), false, Ct);
        return (await admin.TriggerJobAsync("team", new PipelineRef("p"), "j", Ct)).Id;
    }

    private static async Task ExecuteAsync(TestNode node, string sql)
    {
        await using var command = node.Database.Source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Ct);
    }

    private static async Task<HttpStatusCode> CallAsync(TestNode node, ApiRoute route, long buildId, AccessToken? token)
    {
        var path = route.Path
            .Replace(":team_name", "team", StringComparison.Ordinal)
            .Replace(":pipeline_name", "p", StringComparison.Ordinal)
            .Replace(":job_name", "j", StringComparison.Ordinal)
            .Replace(":resource_name", "r", StringComparison.Ordinal)
            .Replace(":build_name", "1", StringComparison.Ordinal)
            .Replace(":build_id", buildId.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace(":resource_config_version_id", "1", StringComparison.Ordinal)
            .Replace(":component_name", "scanner", StringComparison.Ordinal);
        path = System.Text.RegularExpressions.Regex.Replace(path, ":[a-z_]+", "x");
        using var request = new HttpRequestMessage(new HttpMethod(route.Method), new Uri(node.Url, path));
        if (token is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token.Value}");
        }

        using var response = await node.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Ct);
        return response.StatusCode;
    }
}
