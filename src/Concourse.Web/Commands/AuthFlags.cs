using System.CommandLine;
using Concourse.Web.Hosting;

namespace Concourse.Web.Commands;

/// <summary>The flags of logging in.</summary>
internal sealed class AuthFlags(Flag flag)
{
    private readonly Option<IReadOnlyList<KeyValuePair<string, string>>> localUsers =
        flag.Map("--add-local-user", "Local users as USERNAME:PASSWORD; the password may be a bcrypt hash.");

    private readonly Option<IReadOnlyList<string>> mainTeamLocalUsers =
        flag.List("--main-team-local-user", "Local user who owns the main team.");

    private readonly Option<string?> clientId = flag.Text("--client-id", "Client ID of the web login.", "concourse-web");
    private readonly Option<string?> clientSecret = flag.Text("--client-secret", "Client secret of the web login.");
    private readonly Option<IReadOnlyList<KeyValuePair<string, string>>> clients = flag.Map("--add-client", "Further clients as CLIENT_ID:CLIENT_SECRET.");
    private readonly Option<string?> signingKey = flag.Text("--session-signing-key", "File of an RSA private key, used to sign sessions.");
    private readonly Option<TimeSpan> duration = flag.Duration("--auth-duration", "Length of time for which tokens are valid.", TimeSpan.FromHours(24));
    private readonly Option<string?> systemClaimKey = flag.Text("--system-claim-key", "The token claim key of system tokens.", "aud");
    private readonly Option<IReadOnlyList<string>> systemClaimValues = flag.List("--system-claim-value", "A token claim value of system tokens.");
    private readonly Option<IReadOnlyList<KeyValuePair<string, string>>> displayIds =
        flag.Map("--display-user-id-per-connector", "What users of a connector are called, as CONNECTOR:FIELD.");

    public IEnumerable<Option> All =>
        [localUsers, mainTeamLocalUsers, clientId, clientSecret, clients, signingKey, duration, systemClaimKey, systemClaimValues, displayIds];

    public AuthOptions Read(ParseResult arguments)
    {
        var defaults = new AuthOptions();
        return new AuthOptions
        {
            LocalUsers = arguments.GetValue(localUsers) ?? [],
            MainTeamLocalUsers = arguments.GetValue(mainTeamLocalUsers) ?? [],
            ClientId = arguments.GetValue(clientId) ?? defaults.ClientId,
            ClientSecret = arguments.GetValue(clientSecret),
            AdditionalClients = arguments.GetValue(clients) ?? [],
            SessionSigningKey = arguments.GetValue(signingKey) is { } path ? ReadKey(path) : null,
            Duration = arguments.GetValue(duration),
            SystemClaimKey = arguments.GetValue(systemClaimKey) ?? defaults.SystemClaimKey,
            SystemClaimValues = arguments.GetValue(systemClaimValues) is { Count: > 0 } values ? values : defaults.SystemClaimValues,
            DisplayUserIdPerConnector = (arguments.GetValue(displayIds) ?? []).ToDictionary(p => p.Key, p => Field(p.Key, p.Value)),
        };
    }

    private static string Field(string connector, string field) => field is "user_id" or "name" or "username" or "email"
        ? field
        : throw new StartupException($"invalid user field {field} of connector {connector}");

    private static string ReadKey(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"failed to read private key file ({path}): {e.Message}");
        }
    }
}
