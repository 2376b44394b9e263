using System.Text;

namespace Concourse.Auth.Users;

/// <summary>
/// The users of <c>--add-local-user</c> (auth.md §8). A password is plain text, hashed here once, or a bcrypt hash taken as it
/// is. Names are looked up in lower case.
/// </summary>
public sealed class LocalUsers
{
    public const string ConnectorId = "local";

    private const int Cost = 10;
    private const int HighestCost = 16;
    private const int LongestPassword = 72;

    // Of no password; a name that nobody has costs the same time, so that the time does not tell which names exist.
    private const string HashOfNobody = "$2a$10$nobodynobodynobodynobO...............................";
    private readonly Dictionary<string, LocalUser> users = new(StringComparer.Ordinal);

    /// <param name="entries">Name and password; entries with either empty are passed over, and of equal names the last counts.</param>
    public LocalUsers(IEnumerable<KeyValuePair<string, string>> entries)
    {
        foreach (var (name, password) in entries.Where(e => e.Key.Length > 0 && e.Value.Length > 0))
        {
            if (HashOf(password) is { } hash)
            {
                users[name.ToLowerInvariant()] = new LocalUser(name, hash);
            }
            else
            {
                Skipped.Add(name);
            }
        }
    }

    /// <summary>Names whose password is too long (more than 72 bytes) to be hashed; they cannot log in.</summary>
    public List<string> Skipped { get; } = [];

    public bool Any => users.Count > 0;

    /// <summary>Whether somebody may log in. Takes tens of milliseconds on purpose.</summary>
    public LoginOutcome Login(string name, string password)
    {
        if (!users.TryGetValue(name.ToLowerInvariant(), out var user))
        {
            BCrypt.Net.BCrypt.Verify(password, HashOfNobody);
            return LoginOutcome.Refused;
        }

        if (CostOf(user.Hash) is < Cost or > HighestCost)
        {
            return LoginOutcome.Impossible;
        }

        return BCrypt.Net.BCrypt.Verify(password, user.Hash) ? new LoginOutcome(LoginVerdict.Accepted, user.Name) : LoginOutcome.Refused;
    }

    private static string? HashOf(string password)
    {
        if (CostOf(password) is not null)
        {
            return password;
        }

        return Encoding.UTF8.GetByteCount(password) <= LongestPassword ? BCrypt.Net.BCrypt.HashPassword(password, Cost) : null;
    }

    // $2a$10$… has its cost at the fifth character.
    private static int? CostOf(string text) =>
        text.Length == 60 && text.StartsWith("$2", StringComparison.Ordinal) && text[3] == '$' && int.TryParse(text.AsSpan(4, 2), out var cost)
            ? cost
            : null;

    private sealed record LocalUser(string Name, string Hash);
}

/// <summary>How a login by password ended.</summary>
public enum LoginVerdict
{
    Accepted,

    /// <summary>Wrong name or password.</summary>
    Refused,

    /// <summary>The stored hash is too weak to be accepted (cost below 10), or would take minutes to compute (above 16).</summary>
    Impossible,
}

/// <summary>A login's verdict and, when accepted, the user's name as configured.</summary>
public sealed record LoginOutcome(LoginVerdict Verdict, string UserName = "")
{
    public static LoginOutcome Refused { get; } = new(LoginVerdict.Refused);

    public static LoginOutcome Impossible { get; } = new(LoginVerdict.Impossible);
}
