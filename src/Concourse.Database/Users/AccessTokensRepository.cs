using Concourse.Database.Connections;
using Npgsql;

namespace Concourse.Database.Users;

/// <summary>The access tokens of API clients.</summary>
public sealed class AccessTokensRepository(NpgsqlDataSource database)
{
    public Task SaveAsync(AccessToken token, CancellationToken ct) => database.RunAsync(
        """
        INSERT INTO access_tokens (token, sub, claims, expires_at) VALUES (@Token, @Sub, @Claims::jsonb, @ExpiresAt)
        ON CONFLICT (token) DO NOTHING
        """,
        token,
        ct);

    public Task<AccessToken?> FindAsync(string token, CancellationToken ct) => database.RowAsync<AccessToken>(
        "SELECT token, sub, claims::text AS claims, expires_at FROM access_tokens WHERE token = @token", new { token }, ct);

    public Task DeleteAsync(string token, CancellationToken ct) =>
        database.RunAsync("DELETE FROM access_tokens WHERE token = @token", new { token }, ct);

    /// <summary>Deletes tokens that expired more than <paramref name="leeway"/> ago, by the database's clock. Returns how many.</summary>
    public Task<int> DeleteExpiredAsync(TimeSpan leeway, CancellationToken ct) =>
        database.RunAsync("DELETE FROM access_tokens WHERE expires_at < now() - @leeway", new { leeway }, ct);
}
