namespace Concourse.Auth.Tokens;

/// <summary>What the token endpoint answers.</summary>
public abstract record GrantResult
{
    private GrantResult()
    {
    }

    /// <summary>A token. <paramref name="ExpiresIn"/> is in seconds.</summary>
    public sealed record Granted(string AccessToken, long ExpiresIn, string IdToken) : GrantResult;

    /// <summary>A refusal with the texts of the issuer (auth.md §4); <paramref name="Description"/> is left out when empty.</summary>
    public sealed record Refused(int Status, string Error, string Description = "") : GrantResult;
}
