using Concourse.Auth.Tokens;

namespace Concourse.Auth.Users;

/// <summary>What a user is called in lists and in <c>created_by</c> (auth.md §9), by <c>--display-user-id-per-connector</c>.</summary>
public sealed class DisplayUserIds(IReadOnlyDictionary<string, string> fieldPerConnector)
{
    /// <summary>The configured field even if it is empty; else the preferred user name, else the user id, else the name.</summary>
    public string Of(TokenClaims claims)
    {
        if (fieldPerConnector.TryGetValue(claims.ConnectorId, out var field))
        {
            return field switch
            {
                "user_id" => claims.UserId,
                "name" => claims.Name,
                "username" => claims.PreferredUsername,
                "email" => claims.Email,
                _ => throw new InvalidOperationException($"invalid user field {field} of connector {claims.ConnectorId}"),
            };
        }

        return claims.PreferredUsername.Length > 0 ? claims.PreferredUsername : claims.UserId.Length > 0 ? claims.UserId : claims.Name;
    }
}
