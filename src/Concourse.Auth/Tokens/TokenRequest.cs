namespace Concourse.Auth.Tokens;

/// <summary>A request to the token endpoint, its form decoded. The client comes from the Basic header, else from the form.</summary>
public sealed record TokenRequest
{
    public string ClientId { get; init; } = "";

    public string ClientSecret { get; init; } = "";

    public string GrantType { get; init; } = "";

    public string Username { get; init; } = "";

    public string Password { get; init; } = "";

    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>Secrets are never printed.</summary>
    public override string ToString() => $"{GrantType} of client {ClientId}";
}
