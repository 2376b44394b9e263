using Concourse.Client.Http;
using Concourse.Client.Wire;
using Fly.Arguments;
using Fly.CommandLine;
using Fly.Logins;
using Fly.Targets;

namespace Fly.Commands;

internal sealed class LoginCommand : Command
{
    private const string DefaultTeam = "main";

    private readonly Flag<string> url;
    private readonly Switch insecure;
    private readonly Flag<string> username;
    private readonly Flag<string> password;
    private readonly Flag<string> team;
    private readonly Flag<PathArgument> caCertificate;
    private readonly Flag<PathArgument> clientCertificate;
    private readonly Flag<PathArgument> clientKey;
    private readonly Switch openBrowser;

    public LoginCommand()
        : base("login", "Log in and save the target", "l")
    {
        url = Flag('c', "concourse-url", FlagTypes.Text, "URL of the Concourse server");
        insecure = Switch('k', "insecure", "Do not verify the server's certificate");
        username = Flag('u', "username", FlagTypes.Text, "Name of a local user");
        password = Flag('p', "password", FlagTypes.Text, "Password of the local user");
        team = Flag('n', "team-name", FlagTypes.Text, "Team to work on; by default the target's, or main");
        caCertificate = Flag(null, "ca-cert", PathArgument.Type, "PEM file of the certificate to trust");
        clientCertificate = Flag(null, "client-cert", PathArgument.Type, "PEM file of the client's certificate");
        clientKey = Flag(null, "client-key", PathArgument.Type, "PEM file of the client's key");
        openBrowser = Switch('b', "open-browser", "Open the login page in a browser");
    }

    public override async Task<int> RunAsync(FlyContext context, CancellationToken ct)
    {
        var name = context.Globals.Target.Value is { Length: > 0 } given
            ? given
            : throw new FlyException("name for the target must be specified (--target/-t)");
        var target = Requested(context, name);
        var terminal = context.Terminal;
        using var session = new TargetSession(context, name, target);
        terminal.Print($"logging in to team '{target.Team}'\n");
        if (Arguments.Count > 0)
        {
            throw new FlyException($"unexpected argument [{string.Join(", ", Arguments)}]");
        }

        await session.CheckVersionAsync(warnOnly: true, ct);
        var token = username.Value is { Length: > 0 } user && password.Value is { Length: > 0 } secret
            ? await session.Client.LoginAsync(user, secret, ct)
            : await new BrowserLogin(terminal, target.Api).RunAsync(openBrowser.IsSet, ct);
        terminal.Print("");
        await CheckTeamAsync(session, token, ct);
        context.Saved.Save(name, target with { Token = token });
        terminal.Print("\rtarget saved\r");
        return 0;
    }

    /// <summary>The target as the flags say, and where they are silent, as it was saved.</summary>
    private Target Requested(FlyContext context, string name)
    {
        var saved = string.IsNullOrEmpty(url.Value) ? context.Saved.Find(name) : null;
        var savedCa = insecure.IsSet ? "" : saved?.CaCertificate ?? "";
        return new Target
        {
            Api = (saved?.Api ?? url.Value!).TrimEnd('/'),
            Team = team.Value is { Length: > 0 } chosen ? chosen : saved?.Team ?? DefaultTeam,
            Insecure = insecure.IsSet,
            CaCertificate = caCertificate.Value is { Path.Length: > 0 } file ? Read(file) : savedCa,
            ClientCertificatePath = clientCertificate.Value?.Path ?? saved?.ClientCertificatePath ?? "",
            ClientKeyPath = clientKey.Value?.Path ?? saved?.ClientKeyPath ?? "",
        };
    }

    private static string Read(PathArgument file)
    {
        try
        {
            return File.ReadAllText(file.Path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FlyException(e.Message);
        }
    }

    private static async Task CheckTeamAsync(TargetSession session, AccessToken token, CancellationToken ct)
    {
        var team = session.Team;
        var client = session.ClientWith(token);
        UserInfo user = await client.UserInfoAsync(ct);
        if (user.IsAdmin)
        {
            if ((await client.TeamsAsync(ct)).All(t => t.Name != team))
            {
                throw new FlyException($"team '{team}' does not exist");
            }
        }
        else if (user.Teams is null)
        {
            throw new FlyException("unable to verify role on team");
        }
        else if (!user.Teams.ContainsKey(team))
        {
            throw new FlyException($"you are not a member of '{team}' or the team does not exist");
        }
    }
}
