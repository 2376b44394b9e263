using System.Security.Cryptography;
using Concourse.Client;
using Concourse.Client.Http;

namespace Fly.Targets;

/// <summary>One run's conversation with a target.</summary>
internal sealed class TargetSession : IDisposable
{
    private readonly FlyContext context;
    private readonly HttpClient http;

    public TargetSession(FlyContext context, string name, Target target)
    {
        this.context = context;
        Name = name;
        Target = target;
        Team = target.Team;
        var connection = target.Connection();
        http = new HttpClient(new RequestHandler(Handler(connection), context.Terminal, context.Globals.Verbose.IsSet, context.Environment.Time))
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        Client = new ConcourseClient(http, connection.Url, target.SentToken);
    }

    /// <summary>The name under which the target is saved.</summary>
    public string Name { get; }

    public Target Target { get; }

    public ConcourseClient Client { get; }

    /// <summary>The team that the command works on.</summary>
    public string Team { get; private set; }

    public void Dispose() => http.Dispose();

    /// <summary>The same connection with another token, or none.</summary>
    public ConcourseClient ClientWith(AccessToken? token) => new(http, Target.Connection().Url, token);

    private static SocketsHttpHandler Handler(ConnectionOptions connection)
    {
        try
        {
            return connection.CreateHandler();
        }
        catch (CryptographicException e)
        {
            throw new FlyException($"could not load the client certificate {connection.ClientCertificatePath} with its key {connection.ClientKeyPath}: {e.Message}");
        }
    }

    /// <summary>Compares fly's version with the server's (fly.md §5).</summary>
    /// <param name="warnOnly">Whether even a large difference is only warned of.</param>
    /// <param name="ct">Ends the request.</param>
    /// <exception cref="VersionMismatchException">Major or minor version differ.</exception>
    public async Task CheckVersionAsync(bool warnOnly, CancellationToken ct)
    {
        var info = await Client.InfoAsync(ct);
        var own = context.Environment.Version;
        if (info.Version == own || FlyVersion.IsDevelopment(own))
        {
            return;
        }

        var server = FlyVersion.Parse(info.Version);
        var fly = FlyVersion.Parse(own);
        if (server == fly)
        {
            return;
        }

        var message = $"fly version ({own}) is out of sync with the target ({info.Version}). to sync up, run the following:\n\n    "
            + context.Terminal.Embolden($"{context.Environment.Program} -t {Name} sync") + "\n";
        if (!warnOnly && (server.Major != fly.Major || server.Minor != fly.Minor))
        {
            throw new VersionMismatchException(message);
        }

        context.Terminal.PrintError(context.Terminal.Paint(Terminals.Style.Warning, "WARNING:\n"));
        context.Terminal.PrintError(context.Terminal.Paint(Terminals.Style.Warning, message));
    }

    /// <summary>Works on another team than the target's, if one is given; it must exist and be accessible.</summary>
    public async Task UseTeamAsync(string? team, CancellationToken ct)
    {
        if (string.IsNullOrEmpty(team))
        {
            return;
        }

        try
        {
            var found = await Client.TeamAsync(team, ct) ?? throw new FlyException($"team '{team}' does not exist");
            Team = found.Name ?? team;
        }
        catch (ForbiddenException)
        {
            throw new FlyException($"you do not have a role on team '{team}'");
        }
        catch (NotAuthorizedException e)
        {
            // Upstream does not recognise a 401 here, so no login follows (fly.md §8).
            throw new UnexpectedResponseException(e.Status, "401 Unauthorized", "not authorized");
        }
    }
}
