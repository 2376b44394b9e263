using Concourse.Client.Http;
using Fly.CommandLine;
using Fly.Targets;

namespace Fly.Commands;

internal sealed class LogoutCommand : Command
{
    private readonly Switch all;

    public LogoutCommand()
        : base("logout", "Log out of the target", "o") => all = Switch('a', "all", "Log out of all targets");

    public override async Task<int> RunAsync(FlyContext context, CancellationToken ct)
    {
        var chosen = context.Globals.Target.Value is { Length: > 0 } name ? name : null;
        if ((chosen is null) != all.IsSet)
        {
            throw new FlyException("must specify either --target or --all");
        }

        if (chosen is not null)
        {
            await LogOutAsync(context, chosen, ct);
            return 0;
        }

        var failures = new List<string>();
        foreach (var target in context.Saved.Load().Keys)
        {
            try
            {
                await LogOutAsync(context, target, ct);
            }
            catch (FlyException e)
            {
                failures.Add($"{target}: {e.Message}");
            }
        }

        if (failures.Count > 0)
        {
            throw new FlyException(string.Join('\n', failures));
        }

        context.Terminal.Print("logged out of all targets");
        return 0;
    }

    private static async Task LogOutAsync(FlyContext context, string name, CancellationToken ct)
    {
        var target = context.Saved.Find(name);
        if (target.SentToken is { } token)
        {
            using var session = new TargetSession(context, name, target);
            try
            {
                await session.ClientWith(null).LogoutAsync(token, ct);
            }
            catch (Exception e) when (e is ApiException or HttpRequestException)
            {
                throw new FlyException($"failed to logout from API: {e.Message}");
            }
        }

        context.Saved.Save(name, target with { Token = new AccessToken("", "") });
        context.Terminal.Print($"logged out of target: {name}");
    }
}
