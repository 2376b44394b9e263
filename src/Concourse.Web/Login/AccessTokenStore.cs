using System.Collections.Concurrent;
using Concourse.Auth.Tokens;
using Concourse.Database.Users;

namespace Concourse.Web.Login;

/// <summary>
/// Access tokens in the database, with a small cache per node: claims never change, and a token deleted on another node is
/// accepted here for a minute at most.
/// </summary>
public sealed class AccessTokenStore(AccessTokensRepository tokens, UsersRepository users, TimeProvider time) : IAccessTokenStore
{
    private const int MostCached = 2000;
    private static readonly TimeSpan CachedFor = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<string, (TokenClaims Claims, DateTimeOffset Until)> cache = new(StringComparer.Ordinal);

    public async Task SaveAsync(string token, TokenClaims claims, DateTimeOffset expiry, string displayUserId, CancellationToken ct)
    {
        await tokens.SaveAsync(new AccessToken { Token = token, Sub = claims.Sub, Claims = claims.ToJson(), ExpiresAt = expiry.UtcDateTime }, ct);
        await users.RecordLoginAsync(claims.Sub, displayUserId, claims.ConnectorId, ct);
    }

    public async Task<TokenClaims?> FindAsync(string token, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        if (cache.TryGetValue(token, out var cached) && cached.Until > now)
        {
            return cached.Claims;
        }

        if (await tokens.FindAsync(token, ct) is not { } stored)
        {
            return null;
        }

        var claims = TokenClaims.Parse(stored.Claims);
        if (cache.Count >= MostCached)
        {
            cache.Clear();
        }

        cache[token] = (claims, now + CachedFor);
        return claims;
    }

    public async Task DeleteAsync(string token, CancellationToken ct)
    {
        cache.TryRemove(token, out _);
        await tokens.DeleteAsync(token, ct);
    }
}
