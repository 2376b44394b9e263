using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Concourse.Auth.Users;
using Concourse.Core.Values;

namespace Concourse.Auth.Tokens;

/// <summary>
/// The token endpoint without its HTTP (auth.md §4): checks client and user, stores an opaque access token with the ID token's
/// claims, and records the login.
/// </summary>
public sealed class TokenIssuer(
    TokenOptions options, SigningKey key, LocalUsers localUsers, DisplayUserIds displayIds, IAccessTokenStore store, TimeProvider time)
    : IDisposable
{
    private const string ClientConnectorId = "client";

    // Passwords are slow to verify on purpose: a flood of logins must leave processors to everybody else.
    private readonly SemaphoreSlim verifying = new(Math.Max(1, Environment.ProcessorCount / 2));

    /// <exception cref="Exception">Whatever the store throws; the endpoint answers 500 then.</exception>
    public async Task<GrantResult> GrantAsync(TokenRequest request, CancellationToken ct)
    {
        if (request.GrantType is not ("password" or "client_credentials"))
        {
            return new GrantResult.Refused(400, "unsupported_grant_type");
        }

        if (!options.Clients.Any(c => c.Id == request.ClientId && Same(c.Secret, request.ClientSecret)))
        {
            return new GrantResult.Refused(401, "invalid_client", "Invalid client credentials.");
        }

        if (request.GrantType == "client_credentials")
        {
            return await IssueAsync(request, new Identity(request.ClientId, ClientConnectorId, "", ""), ct);
        }

        if (!request.Scopes.Contains("openid"))
        {
            return new GrantResult.Refused(400, "invalid_request", "Missing required scope(s) [\"openid\"].");
        }

        var login = await LoginAsync(request, ct);
        return login.Verdict switch
        {
            LoginVerdict.Accepted => await IssueAsync(request, new Identity(login.UserName, LocalUsers.ConnectorId, login.UserName, login.UserName), ct),
            LoginVerdict.Impossible => new GrantResult.Refused(400, "invalid_request", "Could not login user"),
            _ => new GrantResult.Refused(401, "access_denied", "Invalid username or password"),
        };
    }

    public void Dispose() => verifying.Dispose();

    private async Task<LoginOutcome> LoginAsync(TokenRequest request, CancellationToken ct)
    {
        await verifying.WaitAsync(ct);
        try
        {
            return localUsers.Login(request.Username, request.Password);
        }
        finally
        {
            verifying.Release();
        }
    }

    private static bool Same(string a, string b) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(a), Encoding.UTF8.GetBytes(b));

    private async Task<GrantResult> IssueAsync(TokenRequest request, Identity identity, CancellationToken ct)
    {
        var issued = DateTimeOffset.FromUnixTimeSeconds(time.GetUtcNow().ToUnixTimeSeconds());
        var expiry = issued + options.Lifetime;
        var token = OpaqueToken.Generate(expiry);
        var claims = Claims(request, identity, token, issued, expiry);
        await store.SaveAsync(token, claims, expiry, displayIds.Of(claims), ct);
        return new GrantResult.Granted(token, (long)(expiry - issued).TotalSeconds, key.Sign(claims.Values));
    }

    private TokenClaims Claims(TokenRequest request, Identity identity, string token, DateTimeOffset issued, DateTimeOffset expiry)
    {
        var claims = new List<(string, Value)>
        {
            ("iss", options.Issuer),
            ("sub", TokenSubject.Of(identity.UserId, identity.ConnectorId)),
            ("aud", request.ClientId),
            ("exp", expiry.ToUnixTimeSeconds()),
            ("iat", issued.ToUnixTimeSeconds()),
            ("at_hash", Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(token)).AsSpan(0, 16))),
        };
        if (request.Scopes.Contains("email") && identity.Email.Length > 0)
        {
            claims.Add(("email", identity.Email));
            claims.Add(("email_verified", true));
        }

        if (request.Scopes.Contains("profile") && identity.Name.Length > 0)
        {
            claims.Add(("name", identity.Name));
        }

        if (request.Scopes.Contains("federated:id"))
        {
            claims.Add(("federated_claims", new MapValue(("connector_id", (Value)identity.ConnectorId), ("user_id", (Value)identity.UserId))));
        }

        return new TokenClaims(new MapValue(claims));
    }

    private sealed record Identity(string UserId, string ConnectorId, string Name, string Email);
}
