namespace Concourse.Auth.Tokens;

/// <summary>Where access tokens and the users who got them are kept.</summary>
public interface IAccessTokenStore
{
    /// <summary>Stores a token with its claims and records the user's login under the name he is shown by.</summary>
    Task SaveAsync(string token, TokenClaims claims, DateTimeOffset expiry, string displayUserId, CancellationToken ct);

    /// <summary>The claims of a token; null when it is unknown.</summary>
    Task<TokenClaims?> FindAsync(string token, CancellationToken ct);

    Task DeleteAsync(string token, CancellationToken ct);
}
