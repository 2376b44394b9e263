using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Concourse.Client.Http;
using Concourse.Core;
using Concourse.Core.Json;
using Concourse.Core.Values;
using Concourse.Core.Variables;

namespace Concourse.Client;

/// <summary>
/// Typed client of the REST API (rest-api.md). Every call throws an <see cref="ApiException"/> for an answer that is no
/// success and <see cref="HttpRequestException"/> when the server cannot be reached. Where a member says that it returns null,
/// a 404 is that answer. Calls may run at once.
/// </summary>
public sealed partial class ConcourseClient
{
    private readonly HttpClient http;
    private readonly string root;
    private readonly AccessToken? token;

    /// <param name="http">Not disposed here, and its timeout should be infinite, since event streams have no end.</param>
    /// <param name="url">Base URL of the server.</param>
    /// <param name="token">Null to call anonymously.</param>
    public ConcourseClient(HttpClient http, Uri url, AccessToken? token = null)
    {
        this.http = http;
        this.token = token;
        root = url.AbsoluteUri.TrimEnd('/');
    }

    private static string Path(params ReadOnlySpan<string> segments)
    {
        var path = new StringBuilder("/api/v1");
        foreach (var segment in segments)
        {
            path.Append('/').Append(Uri.EscapeDataString(segment));
        }

        return path.ToString();
    }

    private static string PipelinePath(string team, PipelineRef pipeline, params ReadOnlySpan<string> more) =>
        Path(["teams", team, "pipelines", pipeline.Name, .. more]);

    private static IEnumerable<KeyValuePair<string, string>> Vars(PipelineRef pipeline) => InstanceVars.QueryParameters(pipeline.InstanceVars);

    private static string WithQuery(string path, IEnumerable<KeyValuePair<string, string>> query)
    {
        var text = string.Join('&', query.Select(p => $"{Uri.EscapeDataString(p.Key)}={Uri.EscapeDataString(p.Value)}"));
        return text.Length == 0 ? path : $"{path}?{text}";
    }

    private static StringContent JsonBody<T>(T body, JsonTypeInfo<T> type) => new(JsonSerializer.Serialize(body, type), Encoding.UTF8, "application/json");

    private HttpRequestMessage Request(HttpMethod method, string path, HttpContent? content = null)
    {
        var request = new HttpRequestMessage(method, root + path) { Content = content };
        if (token is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", $"{token.Type} {token.Value}");
        }

        return request;
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken ct)
    {
        using (request)
        {
            var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
            if (response.IsSuccessStatusCode)
            {
                return response;
            }

            using (response)
            {
                throw await FailureAsync(response, ct);
            }
        }
    }

    private static async Task<ApiException> FailureAsync(HttpResponseMessage response, CancellationToken ct)
    {
        var body = await response.Content.ReadAsStringAsync(ct);
        return response.StatusCode switch
        {
            HttpStatusCode.Unauthorized => new NotAuthorizedException(),
            HttpStatusCode.Forbidden => new ForbiddenException(body == "forbidden" ? "" : body),
            HttpStatusCode.NotFound => new ResourceNotFoundException(ErrorDetails(response.Content.Headers.ContentType, body)),
            var status => new UnexpectedResponseException(status, $"{(int)status} {response.ReasonPhrase}", body),
        };
    }

    private static string ErrorDetails(MediaTypeHeaderValue? type, string body)
    {
        if (type?.MediaType != "application/vnd.api+json")
        {
            return "";
        }

        try
        {
            return JsonText.Parse(body) is MapValue map && map.TryGetValue("errors", out var errors) && errors is ListValue list
                ? string.Join(' ', list.OfType<MapValue>().Select(e => e.Text("detail")))
                : "";
        }
        catch (JsonException)
        {
            return "";
        }
    }

    private async Task<T> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken ct)
    {
        using var response = await SendAsync(Request(HttpMethod.Get, path), ct);
        return await ReadAsync(response, type, ct);
    }

    private async Task<T?> FindAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken ct)
        where T : class
    {
        try
        {
            return await GetAsync(path, type, ct);
        }
        catch (ResourceNotFoundException)
        {
            return null;
        }
    }

    private async Task<Page<T>> PageAsync<T>(string path, JsonTypeInfo<IReadOnlyList<T>> type, CancellationToken ct)
    {
        using var response = await SendAsync(Request(HttpMethod.Get, path), ct);
        return Page<T>.From(await ReadAsync(response, type, ct), response.Headers);
    }

    private async Task PutAsync(string path, HttpContent? body, CancellationToken ct)
    {
        using var response = await SendAsync(Request(HttpMethod.Put, path, body), ct);
    }

    private async Task<T> PostAsync<T>(string path, HttpContent? body, JsonTypeInfo<T> type, CancellationToken ct)
    {
        using var response = await SendAsync(Request(HttpMethod.Post, path, body), ct);
        return await ReadAsync(response, type, ct);
    }

    private static async Task<T> ReadAsync<T>(HttpResponseMessage response, JsonTypeInfo<T> type, CancellationToken ct)
    {
        await using var body = await response.Content.ReadAsStreamAsync(ct);
        try
        {
            return await JsonSerializer.DeserializeAsync(body, type, ct) ?? throw new JsonException("the answer is null");
        }
        catch (JsonException e)
        {
            throw new ApiException(response.StatusCode, $"failed to read the answer of {response.RequestMessage?.RequestUri}: {e.Message}");
        }
    }
}
