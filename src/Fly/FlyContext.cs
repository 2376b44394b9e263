using Fly.CommandLine;
using Fly.Targets;
using Fly.Terminals;

namespace Fly;

/// <summary>What a command runs in: the terminal, the environment, the saved targets and the global flags.</summary>
internal sealed record FlyContext(FlyEnvironment Environment, Terminal Terminal, GlobalOptions Globals)
{
    private FlyRc? saved;

    public FlyRc Saved => saved ??= new FlyRc(Environment.Home);

    /// <summary>Name of the chosen target.</summary>
    /// <exception cref="NoTargetException">None was chosen.</exception>
    public string TargetName => Globals.Target.Value is { Length: > 0 } name ? name : throw new NoTargetException();

    /// <summary>Opens the chosen target and checks that its version fits.</summary>
    /// <param name="team">Team to work on instead of the target's; null or empty for that one.</param>
    /// <param name="ct">Ends the requests.</param>
    public async Task<TargetSession> ConnectAsync(string? team, CancellationToken ct)
    {
        var name = TargetName;
        var session = new TargetSession(this, name, Saved.Find(name));
        try
        {
            await session.CheckVersionAsync(warnOnly: false, ct);
            await session.UseTeamAsync(team, ct);
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    public void Print(Table table) => table.Print(Terminal, Globals.PrintTableHeaders.IsSet);
}
