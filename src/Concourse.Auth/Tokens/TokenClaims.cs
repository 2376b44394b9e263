using Concourse.Core.Json;
using Concourse.Core.Values;

namespace Concourse.Auth.Tokens;

/// <summary>Claims of an access token, as <c>access_tokens.claims</c> holds them (auth.md §4). Absent texts are empty.</summary>
public sealed class TokenClaims
{
    private readonly MapValue claims;

    public TokenClaims(MapValue claims)
    {
        this.claims = claims;
        var federated = claims.TryGetValue("federated_claims", out var value) ? value as MapValue : null;
        Sub = claims.Text("sub") ?? "";
        Name = claims.Text("name") ?? "";
        PreferredUsername = claims.Text("preferred_username") ?? "";
        Email = claims.Text("email") ?? "";
        ConnectorId = federated?.Text("connector_id") ?? "";
        UserId = federated?.Text("user_id") ?? "";
        Groups = Texts("groups");
        Audience = Texts("aud");
        ExpiresAt = Time("exp");
        IssuedAt = Time("iat");
        NotBefore = Time("nbf");
    }

    public string Sub { get; }

    public string Name { get; }

    public string PreferredUsername { get; }

    public string Email { get; }

    /// <summary>Where the user logged in, e.g. <c>local</c>.</summary>
    public string ConnectorId { get; }

    public string UserId { get; }

    public IReadOnlyList<string> Groups { get; }

    public IReadOnlyList<string> Audience { get; }

    public DateTimeOffset? ExpiresAt { get; }

    public DateTimeOffset? IssuedAt { get; }

    public DateTimeOffset? NotBefore { get; }

    /// <exception cref="System.Text.Json.JsonException">No JSON object.</exception>
    public static TokenClaims Parse(string json) =>
        new(JsonText.Parse(json) as MapValue ?? throw new System.Text.Json.JsonException("claims must be an object"));

    /// <summary>A claim that is a text; null when it is absent or something else.</summary>
    public string? TextClaim(string name) => claims.Text(name);

    public MapValue Values => claims;

    public string ToJson() => claims.ToString();

    private List<string> Texts(string name) => !claims.TryGetValue(name, out var value)
        ? []
        : value switch
        {
            StringValue text => [text.Text],
            ListValue list => [.. list.OfType<StringValue>().Select(t => t.Text)],
            _ => [],
        };

    private DateTimeOffset? Time(string name) => claims.TryGetValue(name, out var value) && value is NumberValue number
        ? DateTimeOffset.FromUnixTimeSeconds((long)number.ToDouble())
        : null;
}
