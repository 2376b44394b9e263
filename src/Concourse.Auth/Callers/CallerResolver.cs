using Concourse.Auth.Tokens;

namespace Concourse.Auth.Callers;

/// <summary>Makes a <see cref="Caller"/> of an <c>Authorization</c> header (auth.md §4).</summary>
public sealed class CallerResolver(TokenOptions options, IAccessTokenStore tokens, ITeamDirectory teams, TimeProvider time)
{
    private static readonly TimeSpan Leeway = TimeSpan.FromMinutes(1);

    /// <param name="authorization">The header's value; null when it was not sent.</param>
    /// <param name="ct">Ends the database calls.</param>
    public async Task<Caller> ResolveAsync(string? authorization, CancellationToken ct)
    {
        var claims = authorization is null ? null : await VerifyAsync(authorization, ct);
        return new Caller(authorization is not null, claims, await teams.ListAsync(ct), claims is not null && IsSystem(claims));
    }

    private async Task<TokenClaims?> VerifyAsync(string authorization, CancellationToken ct)
    {
        var parts = authorization.Split(' ');
        if (parts.Length != 2 || !parts[0].Equals("bearer", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var claims = await tokens.FindAsync(parts[1], ct);
        if (claims is null)
        {
            return null;
        }

        var now = time.GetUtcNow();
        var inTime = (claims.ExpiresAt is not { } end || now <= end + Leeway)
            && (claims.NotBefore is not { } start || now >= start - Leeway)
            && (claims.IssuedAt is not { } issued || now >= issued - Leeway);
        return inTime && claims.Audience.Any(a => options.Clients.Any(c => c.Id == a)) ? claims : null;
    }

    private bool IsSystem(TokenClaims claims) =>
        claims.TextClaim(options.SystemClaimKey) is { } value && options.SystemClaimValues.Contains(value);
}

/// <summary>All teams with their roles; may be up to a minute old.</summary>
public interface ITeamDirectory
{
    Task<IReadOnlyList<TeamAccess>> ListAsync(CancellationToken ct);
}
