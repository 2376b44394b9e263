using System.IO.Compression;
using System.Net;
using System.Text;
using Concourse.Core;
using Concourse.Web.Tests.Server;

namespace Concourse.Web.Tests.Api;

public sealed class CompressionTests(SharedNode shared) : IClassFixture<SharedNode>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("gzip", true)]
    [InlineData("deflate, gzip;q=0.5", true)]
    [InlineData("*", true)]
    [InlineData("", false)]
    [InlineData("gzip;q=0, identity", false)]
    public async Task An_answer_of_a_kilobyte_is_compressed_for_those_who_accept_it(string accepted, bool compressed)
    {
        await SaveAsync();
        var (encoding, body) = await GetAsync("teams/main/pipelines/many/jobs", accepted);

        Assert.Equal(compressed ? "gzip" : "", encoding);
        var text = compressed ? Decompressed(body) : Encoding.UTF8.GetString(body);
        Assert.StartsWith("[{\"id\":", text, StringComparison.Ordinal);
        Assert.EndsWith("}]\n", text, StringComparison.Ordinal);
        Assert.Contains("\"job-40\"", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_small_answer_is_sent_as_it_is()
    {
        var (encoding, body) = await GetAsync("info", "gzip");

        Assert.Equal("", encoding);
        Assert.StartsWith("{\"version\":", Encoding.UTF8.GetString(body), StringComparison.Ordinal);
    }

    private static string Decompressed(byte[] body)
    {
        using var gzip = new GZipStream(new MemoryStream(body), CompressionMode.Decompress);
        using var reader = new StreamReader(gzip);
        return reader.ReadToEnd();
    }

    private async Task SaveAsync()
    {
        var client = await shared.Node.ClientAsync(TestUsers.Admin);
        if (await client.PipelineConfigAsync("main", new PipelineRef("many"), Ct) is null)
        {
            var config = "jobs:\n" + string.Concat(Enumerable.Range(1, 40).Select(i => $"- {{name: job-{i}, plan: [{{task: t, file: x/y}}]}}\n"));
            await client.SavePipelineConfigAsync("main", new PipelineRef("many"), "", Encoding.UTF8.GetBytes(config), false, Ct);
        }
    }

    private async Task<(string Encoding, byte[] Body)> GetAsync(string path, string accepted)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(shared.Node.Url, "/api/v1/" + path));
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {(await shared.Node.TokenAsync(TestUsers.Admin)).Value}");
        if (accepted.Length > 0)
        {
            request.Headers.TryAddWithoutValidation("Accept-Encoding", accepted);
        }

        using var response = await shared.Node.Http.SendAsync(request, Ct);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return (string.Join(',', response.Content.Headers.ContentEncoding), await response.Content.ReadAsByteArrayAsync(Ct));
    }
}
