using Concourse.Auth.Roles;
using Concourse.Auth.Tokens;

namespace Concourse.Auth.Callers;

/// <summary>Who makes a request, and what he may do on every team (auth.md §11, §12).</summary>
public sealed class Caller
{
    private readonly IReadOnlyList<TeamAccess> teams;
    private readonly Dictionary<string, Role> highest = new(StringComparer.Ordinal);

    /// <param name="hasToken">Whether a token was sent, valid or not.</param>
    /// <param name="claims">Claims of a valid token; null for anonymous callers and invalid tokens.</param>
    /// <param name="teams">Every team with its auth config.</param>
    /// <param name="isSystem">Whether the token is one of the system's own.</param>
    public Caller(bool hasToken, TokenClaims? claims, IReadOnlyList<TeamAccess> teams, bool isSystem)
    {
        HasToken = hasToken;
        Claims = claims;
        IsSystem = isSystem;
        this.teams = teams;
        foreach (var team in teams)
        {
            var held = RolesOn(team).Select(RoleNames.Parse).OfType<Role>().ToList();
            if (held.Count > 0)
            {
                highest[team.Name] = held.Max();
            }
        }

        IsAdmin = teams.Any(t => t.IsAdmin && highest.TryGetValue(t.Name, out var role) && role == Role.Owner);
    }

    public bool HasToken { get; }

    public TokenClaims? Claims { get; }

    public bool IsAuthenticated => Claims is not null;

    /// <summary>Owner of an admin team: passes every team's checks.</summary>
    public bool IsAdmin { get; }

    public bool IsSystem { get; }

    /// <summary>Whether the caller holds the role, or a higher one, on the team of exactly this name.</summary>
    public bool Has(Role role, string team) => IsAdmin || (highest.TryGetValue(team, out var held) && held >= role);

    /// <summary>Names of the teams on which the caller holds the role, not counting what an admin may do everywhere.</summary>
    public IReadOnlyList<string> TeamsWith(Role role) => [.. highest.Where(t => t.Value >= role).Select(t => t.Key)];

    /// <summary>Every role entry that names the caller, by team, unknown role names included.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> RoleNamesByTeam() => teams
        .Select(t => (t.Name, Roles: RolesOn(t).ToList()))
        .Where(t => t.Roles.Count > 0)
        .ToDictionary(t => t.Name, t => (IReadOnlyList<string>)t.Roles);

    private IEnumerable<string> RolesOn(TeamAccess team) => team.Auth.Roles.Where(r => IsNamedBy(r.Value)).Select(r => r.Key);

    private bool IsNamedBy(RoleHolders holders)
    {
        var users = holders.Users ?? [];
        var groups = holders.Groups ?? [];
        if (users.Count == 0 && groups.Count == 0)
        {
            return true;
        }

        if (Claims is null)
        {
            return false;
        }

        var connector = Claims.ConnectorId == "cloudfoundry" ? "cf" : Claims.ConnectorId;
        var name = Claims.PreferredUsername.Length > 0 ? Claims.PreferredUsername : Claims.Name;
        return users.Any(u => Same(u, $"{connector}:{Claims.UserId}") || Same(u, $"{connector}:{name}"))
            || groups.Any(g => Claims.Groups.Any(held => Same(g, $"{connector}:{held}")));
    }

    private static bool Same(string a, string b) => a.Equals(b, StringComparison.OrdinalIgnoreCase);
}

/// <summary>A team as authorisation sees it.</summary>
public sealed record TeamAccess(string Name, bool IsAdmin, TeamAuth Auth);
