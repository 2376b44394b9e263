using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using ResourceTypes.Protocol;

namespace ResourceTypes.RegistryImage;

/// <summary>Answers a registry's authentication challenge: Basic, or a Bearer token from the server it names.</summary>
internal sealed partial class RegistryLogin(HttpClient http, string? username, string? password)
{
    /// <summary>What to send with each request; null until a challenge was answered.</summary>
    public AuthenticationHeaderValue? Current { get; private set; }

    /// <summary>False when the challenge cannot be answered, or was answered before and is repeated.</summary>
    public async Task<bool> AnswerAsync(
        HttpHeaderValueCollection<AuthenticationHeaderValue> challenges, ImageRepository repository, CancellationToken ct)
    {
        if (Current is not null)
        {
            return false;
        }

        foreach (var challenge in challenges)
        {
            if (challenge.Scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase))
            {
                Current = new("Bearer", await TokenAsync(challenge.Parameter ?? "", repository, ct));
                return true;
            }

            if (challenge.Scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase) && username is not null)
            {
                Current = Basic();
                return true;
            }
        }

        return false;
    }

    private async Task<string> TokenAsync(string challenge, ImageRepository repository, CancellationToken ct)
    {
        var parameters = Parameter().Matches(challenge)
            .ToDictionary(m => m.Groups["name"].Value, m => m.Groups["value"].Value, StringComparer.OrdinalIgnoreCase);
        if (!Uri.TryCreate(parameters.GetValueOrDefault("realm"), UriKind.Absolute, out var realm)
            || (realm.Scheme != Uri.UriSchemeHttps && realm.Scheme != repository.Endpoint.Scheme))
        {
            throw new ResourceException($"{repository.Endpoint.Authority} names no usable token server");
        }

        var scope = parameters.GetValueOrDefault("scope") ?? $"repository:{repository.Path}:pull";
        var query = $"service={Uri.EscapeDataString(parameters.GetValueOrDefault("service") ?? "")}&scope={Uri.EscapeDataString(scope)}";
        using var request = new HttpRequestMessage(HttpMethod.Get, new UriBuilder(realm) { Query = query }.Uri);
        request.Headers.Authorization = username is null ? null : Basic();
        using var response = await http.SendAsync(request, ct);
        if (!response.IsSuccessStatusCode)
        {
            throw new ResourceException(
                $"{realm.Authority} gave no token for {repository.Path} (status {(int)response.StatusCode}); check source.username and source.password");
        }

        await using var body = await response.Content.ReadAsStreamAsync(ct);
        var token = await JsonSerializer.DeserializeAsync(body, RegistryJson.Default.RegistryToken, ct);
        return token?.Token ?? token?.AccessToken
            ?? throw new ResourceException($"{realm.Authority} answered without a token");
    }

    private AuthenticationHeaderValue Basic() =>
        new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{username}:{password}")));

    [GeneratedRegex("""(?<name>[a-z]+)="(?<value>[^"]*)" """, RegexOptions.IgnoreCase | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Parameter();
}
