using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Concourse.Runtime.Images;

/// <summary>
/// Answers a registry's <c>WWW-Authenticate</c>: basic credentials as they are, or a bearer token from the realm it names.
/// What worked for a repository is remembered until shortly before the token ends.
/// </summary>
internal sealed partial class RegistryAuthorization(HttpClient http, TimeProvider time)
{
    // The distribution specification's default when expires_in is absent.
    private static readonly TimeSpan DefaultLifetime = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<Scope, Grant> _grants = new();

    /// <summary>The header to begin with; null before the first challenge.</summary>
    public AuthenticationHeaderValue? Known(ImageReference image, RegistryCredentials? credentials) =>
        _grants.TryGetValue(Scope.Of(image, credentials), out var grant) && grant.Ends > time.GetUtcNow() ? grant.Header : null;

    /// <summary>The header that answers <paramref name="challenges"/>; null when there is none that we can give.</summary>
    /// <exception cref="RegistryException">The token server refused.</exception>
    public async Task<AuthenticationHeaderValue?> AnswerAsync(
        ImageReference image, RegistryCredentials? credentials, IEnumerable<AuthenticationHeaderValue> challenges, CancellationToken cancellationToken)
    {
        Grant? grant = null;
        foreach (var challenge in challenges)
        {
            if (challenge.Scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase))
            {
                grant = await FetchTokenAsync(image, credentials, challenge.Parameter ?? "", cancellationToken);
                break;
            }

            if (challenge.Scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase) && credentials is not null)
            {
                grant = new Grant(Basic(credentials), DateTimeOffset.MaxValue);
            }
        }

        if (grant is not null)
        {
            _grants[Scope.Of(image, credentials)] = grant;
        }

        return grant?.Header;
    }

    private async Task<Grant> FetchTokenAsync(
        ImageReference image, RegistryCredentials? credentials, string challenge, CancellationToken cancellationToken)
    {
        var fields = Field().Matches(challenge).ToDictionary(
            m => m.Groups["name"].Value, m => m.Groups["value"].Value, StringComparer.OrdinalIgnoreCase);
        if (!fields.TryGetValue("realm", out var realm) || !Uri.TryCreate(realm, UriKind.Absolute, out var uri) ||
            uri.Scheme is not ("https" or "http"))
        {
            throw new RegistryException($"{image}: the registry asks for a token but names no server for it");
        }

        var scope = fields.GetValueOrDefault("scope") ?? $"repository:{image.Repository}:pull";
        var query = $"scope={Uri.EscapeDataString(scope)}" +
            (fields.TryGetValue("service", out var service) ? $"&service={Uri.EscapeDataString(service)}" : "");
        using var request = new HttpRequestMessage(
            HttpMethod.Get, new UriBuilder(uri) { Query = uri.Query.Length > 1 ? uri.Query[1..] + "&" + query : query }.Uri);
        request.Headers.Authorization = credentials is null ? null : Basic(credentials);

        using var response = await http.SendAsync(request, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            throw new RegistryException(
                $"{image}: the token server {uri.Host} refused {(credentials is null ? "anonymous access" : $"user '{credentials.Username}'")} " +
                $"({(int)response.StatusCode} {response.ReasonPhrase}); check username and password");
        }

        var answer = await ReadTokenAsync(response, cancellationToken);
        var token = answer?.Token ?? answer?.AccessToken ?? throw new RegistryException($"{image}: the token server {uri.Host} gave no token");
        var lifetime = answer!.ExpiresInSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : DefaultLifetime;
        return new Grant(new AuthenticationHeaderValue("Bearer", token), time.GetUtcNow() + lifetime - Margin);
    }

    private static async Task<TokenWire?> ReadTokenAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            return await response.Content.ReadFromJsonAsync(RegistryJson.Default.TokenWire, cancellationToken);
        }
        catch (JsonException)
        {
            return null; // The page of a proxy, say.
        }
    }

    private static AuthenticationHeaderValue Basic(RegistryCredentials credentials) =>
        new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{credentials.Username}:{credentials.Password}")));

    [GeneratedRegex("""(?<name>[A-Za-z_]+)=(?:"(?<value>[^"]*)"|(?<value>[^",\s]+))""")]
    private static partial Regex Field();

    private sealed record Grant(AuthenticationHeaderValue Header, DateTimeOffset Ends);

    /// <summary>Credentials are part of the key: one team's token must not serve another's.</summary>
    private sealed record Scope(string Registry, string Repository, RegistryCredentials? Credentials)
    {
        public static Scope Of(ImageReference image, RegistryCredentials? credentials) => new(image.Registry, image.Repository, credentials);
    }
}
