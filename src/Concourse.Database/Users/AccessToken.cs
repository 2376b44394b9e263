namespace Concourse.Database.Users;

/// <summary>An opaque token and the claims it stands for (JSON). <see cref="ExpiresAt"/> is UTC.</summary>
public sealed record AccessToken
{
    public required string Token { get; init; }

    public required string Sub { get; init; }

    public required string Claims { get; init; }

    public required DateTime ExpiresAt { get; init; }
}
