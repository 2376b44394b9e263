using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Concourse.Client.Http;
using Concourse.Client.Wire;

namespace Concourse.Client;

public sealed partial class ConcourseClient
{
    private const string FlyClientId = "fly";
    private const string FlyClientSecret = "Zmx5";

    public Task<Info> InfoAsync(CancellationToken ct) => GetAsync(Path("info"), WireJson.Default.Info, ct);

    public Task<UserInfo> UserInfoAsync(CancellationToken ct) => GetAsync(Path("user"), WireJson.Default.UserInfo, ct);

    public Task<IReadOnlyList<Team>> TeamsAsync(CancellationToken ct) => GetAsync(Path("teams"), WireJson.Default.IReadOnlyListTeam, ct);

    /// <summary>Null when there is no such team; callers without a role on it get a <see cref="ForbiddenException"/>.</summary>
    public Task<Team?> TeamAsync(string name, CancellationToken ct) => FindAsync(Path("teams", name), WireJson.Default.Team, ct);

    public Task<IReadOnlyList<Worker>> WorkersAsync(CancellationToken ct) => GetAsync(Path("workers"), WireJson.Default.IReadOnlyListWorker, ct);

    /// <summary>
    /// Password grant (auth.md §7): the client authenticates by Basic header, and once more in the form when that is refused,
    /// as upstream's client probes it.
    /// </summary>
    /// <exception cref="LoginRefusedException">Wrong user or password.</exception>
    public async Task<AccessToken> LoginAsync(string username, string password, CancellationToken ct)
    {
        var form = new Dictionary<string, string>
        {
            ["grant_type"] = "password",
            ["password"] = password,
            ["scope"] = "openid profile email federated:id groups",
            ["username"] = username,
        };
        using var first = await PostTokenFormAsync(form, basic: true, ct);
        if (first.StatusCode != HttpStatusCode.Unauthorized)
        {
            return await TokenAsync(first, ct);
        }

        form["client_id"] = FlyClientId;
        form["client_secret"] = FlyClientSecret;
        using var second = await PostTokenFormAsync(form, basic: false, ct);
        return await TokenAsync(second, ct);
    }

    private async Task<HttpResponseMessage> PostTokenFormAsync(Dictionary<string, string> form, bool basic, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, root + "/sky/issuer/token") { Content = new FormUrlEncodedContent(form) };
        if (basic)
        {
            request.Headers.Authorization =
                new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{FlyClientId}:{FlyClientSecret}")));
        }

        return await http.SendAsync(request, ct);
    }

    private static async Task<AccessToken> TokenAsync(HttpResponseMessage response, CancellationToken ct)
    {
        var body = await response.Content.ReadAsStringAsync(ct);
        if (!response.IsSuccessStatusCode)
        {
            var error = TryParse(body, WireJson.Default.TokenError);
            throw string.IsNullOrEmpty(error?.Error)
                ? new ApiException(response.StatusCode, $"oauth2: cannot fetch token: {(int)response.StatusCode} {response.ReasonPhrase}\nResponse: {body}")
                : new LoginRefusedException(response.StatusCode, error.Error, error.ErrorDescription);
        }

        var token = TryParse(body, WireJson.Default.TokenResponse);
        return string.IsNullOrEmpty(token?.AccessToken)
            ? throw new ApiException(response.StatusCode, "oauth2: server response missing access_token")
            : new AccessToken(token.TokenType, token.AccessToken);
    }

    private static T? TryParse<T>(string text, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(text, type);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
