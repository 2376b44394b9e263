using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Concourse.Client;
using Concourse.Core;
using Concourse.Web.Tests.Server;

namespace Concourse.Web.Tests.Api;

/// <summary>Requests that nobody sends by accident.</summary>
public sealed class RequestLimitsTests(SharedNode shared) : IClassFixture<SharedNode>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private TestNode Node => shared.Node;

    [Fact]
    public async Task A_login_form_of_more_than_64_kilobytes_is_refused_before_it_is_read()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Node.Url, "/sky/issuer/token"))
        {
            Content = new FormUrlEncodedContent(
                new Dictionary<string, string> { ["grant_type"] = "password", ["username"] = "admin", ["password"] = new string('x', 100_000) }),
        };
        request.Headers.ExpectContinue = true;
        using var response = await Node.Http.SendAsync(request, Ct);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Equal("""{"error":"invalid_request","error_description":"the form cannot be read"}""", await response.Content.ReadAsStringAsync(Ct));
    }

    [Fact]
    public async Task A_body_of_more_than_4_megabytes_is_refused_where_a_few_words_are_expected()
    {
        await SaveAsync("limits");

        Assert.Equal(
            HttpStatusCode.RequestEntityTooLarge,
            await SendAsync(HttpMethod.Put, "teams/main/pipelines/limits/rename", "{\"name\":\"" + new string('x', 5_000_000) + "\"}"));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await SendAsync(HttpMethod.Put, "teams/main/pipelines/limits/ordering", new string(' ', 5_000_000)));
    }

    [Theory]
    [InlineData("PUT", "teams/main/pipelines/ordering", HttpStatusCode.BadRequest)]
    [InlineData("PUT", "teams/main/pipelines/malformed/ordering", HttpStatusCode.BadRequest)]
    [InlineData("PUT", "teams/main/pipelines/malformed/rename", HttpStatusCode.InternalServerError)]
    [InlineData("POST", "teams/main/pipelines/malformed/resources/r/check", HttpStatusCode.BadRequest)]
    [InlineData("PUT", "teams/main/pipelines/malformed/resources/r/pin_comment", HttpStatusCode.BadRequest)]
    public async Task A_body_that_is_no_JSON_is_refused(string method, string path, HttpStatusCode expected)
    {
        await SaveAsync("malformed");

        Assert.Equal(expected, await SendAsync(new HttpMethod(method), path, "{\"from\":"));
        Assert.Equal(expected, await SendAsync(new HttpMethod(method), path, "nonsense"));
    }

    [Theory]
    [InlineData("builds/x", HttpStatusCode.BadRequest)]
    [InlineData("builds/99999999999999999999", HttpStatusCode.BadRequest)]
    [InlineData("builds/-1", HttpStatusCode.NotFound)]
    [InlineData("builds/987654321", HttpStatusCode.NotFound)]
    [InlineData("builds/987654321/events", HttpStatusCode.NotFound)]
    [InlineData("teams/main/pipelines/ids/resources/r/versions/x", HttpStatusCode.BadRequest)]
    [InlineData("teams/main/pipelines/ids/resources/r/versions/987654321", HttpStatusCode.NotFound)]
    [InlineData("teams/main/pipelines/ids/jobs/j/builds/x", HttpStatusCode.NotFound)]
    [InlineData("teams/main/pipelines/ids/jobs/x", HttpStatusCode.NotFound)]
    [InlineData("teams/main/pipelines/ids?vars=%7B%7D", HttpStatusCode.NotFound)]
    [InlineData("teams/main/pipelines/ids?vars.x=%7B", HttpStatusCode.BadRequest)]
    [InlineData("teams/nobody/pipelines", HttpStatusCode.NotFound)]
    [InlineData("builds?limit=x&from=y&to=z", HttpStatusCode.OK)]
    [InlineData("builds?limit=99999999999999999999", HttpStatusCode.OK)]
    [InlineData("builds?limit=-1", HttpStatusCode.InternalServerError)]
    [InlineData("builds?from=5&to=3", HttpStatusCode.InternalServerError)]
    [InlineData("teams/main/builds?from=5&to=3", HttpStatusCode.NotFound)]
    public async Task Names_ids_and_numbers_that_are_none_get_upstreams_codes(string path, HttpStatusCode expected)
    {
        await SaveAsync("ids");

        Assert.Equal(expected, await SendAsync(HttpMethod.Get, path, null));
    }

    [Fact]
    public async Task Pages_of_a_pipeline_link_to_their_neighbours_whatever_letters_its_name_has()
    {
        var client = await SaveAsync("pläne");
        var pipeline = new PipelineRef("pläne");
        await client.TriggerJobAsync("main", pipeline, "j", Ct);
        await client.TriggerJobAsync("main", pipeline, "j", Ct);

        using var request = await RequestAsync(HttpMethod.Get, "teams/main/pipelines/pl%C3%A4ne/builds?limit=1");
        using var handler = new SocketsHttpHandler { ResponseHeaderEncodingSelector = (_, _) => Encoding.UTF8 };
        using var http = new HttpClient(handler);
        using var response = await http.SendAsync(request, Ct);

        Assert.StartsWith(
            "<http://ci.example.com/api/v1/teams/main/pipelines/pläne/builds?to=", Assert.Single(response.Headers.GetValues("Link")), StringComparison.Ordinal);
    }

    private async Task<ConcourseClient> SaveAsync(string pipeline)
    {
        var client = await Node.ClientAsync(TestUsers.Admin);
        var saved = await client.PipelineConfigAsync("main", new PipelineRef(pipeline), Ct);
        if (saved is null)
        {
            await client.SavePipelineConfigAsync("main", new PipelineRef(pipeline), "", Encoding.UTF8.GetBytes(ConfigTests.Simple), false, Ct);
        }

        return client;
    }

    private async Task<HttpStatusCode> SendAsync(HttpMethod method, string path, string? body)
    {
        using var request = await RequestAsync(method, path);
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));

        // A server that refuses a body need not read it first.
        request.Headers.ExpectContinue = body is not null;
        using var response = await Node.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Ct);
        return response.StatusCode;
    }

    private async Task<HttpRequestMessage> RequestAsync(HttpMethod method, string path)
    {
        var request = new HttpRequestMessage(method, new Uri(Node.Url, "/api/v1/" + path));
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {(await Node.TokenAsync(TestUsers.Admin)).Value}");
        return request;
    }
}
