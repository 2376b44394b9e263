namespace Concourse.Client.Wire;

/// <summary>Who the caller is and what he may do (<c>GET /api/v1/user</c>). Every key is always sent.</summary>
public sealed record UserInfo
{
    public string Sub { get; init; } = "";

    public string Name { get; init; } = "";

    public string UserId { get; init; } = "";

    public string UserName { get; init; } = "";

    public string Email { get; init; } = "";

    public bool IsAdmin { get; init; }

    public bool IsSystem { get; init; }

    /// <summary>Role names by team.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Teams { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    public string Connector { get; init; } = "";

    public string DisplayUserId { get; init; } = "";
}

/// <summary>Answer of the token endpoint.</summary>
public sealed record TokenResponse
{
    public string AccessToken { get; init; } = "";

    /// <summary><c>bearer</c>.</summary>
    public string TokenType { get; init; } = "";

    /// <summary>Seconds.</summary>
    public long ExpiresIn { get; init; }

    public string? RefreshToken { get; init; }

    public string? IdToken { get; init; }
}

/// <summary>Refusal of the token endpoint.</summary>
public sealed record TokenError
{
    public string Error { get; init; } = "";

    public string? ErrorDescription { get; init; }
}
