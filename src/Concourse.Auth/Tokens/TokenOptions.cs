namespace Concourse.Auth.Tokens;

/// <summary>How tokens are issued and recognised.</summary>
public sealed record TokenOptions
{
    /// <summary>External URL of the server without a trailing slash; the issuer is <c>/sky/issuer</c> below it.</summary>
    public required Uri ExternalUrl { get; init; }

    /// <summary>Life of a token (<c>--auth-duration</c>).</summary>
    public TimeSpan Lifetime { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Clients that may ask for tokens, and whose tokens are accepted.</summary>
    public required IReadOnlyList<TokenClient> Clients { get; init; }

    /// <summary>A token whose claim of this name is one of <see cref="SystemClaimValues"/> belongs to the system itself.</summary>
    public string SystemClaimKey { get; init; } = "aud";

    public IReadOnlyList<string> SystemClaimValues { get; init; } = ["concourse-worker"];

    public string Issuer => new Uri(ExternalUrl, "/sky/issuer").AbsoluteUri;
}
