using Concourse.Client.Http;
using Fly.CommandLine;
using Fly.Commands;
using Fly.Processes;
using Fly.Terminals;

namespace Fly;

/// <summary>Runs command lines: parses, runs the command, shows its error, and says the exit code (fly.md §2).</summary>
internal sealed class FlyProgram(FlyEnvironment environment, Terminal terminal)
{
    /// <summary>What shells report of a program that SIGPIPE ended, as it ends upstream's.</summary>
    private const int EndedByBrokenPipe = 128 + 13;

    public async Task<int> RunAsync(IReadOnlyList<string> line, CancellationToken ct)
    {
        if (environment.Completes)
        {
            // This fly knows no completions yet, but pressing the tab key must never run the command.
            return 0;
        }

        var globals = new GlobalOptions();
        try
        {
            var code = await LogInIfNeededAsync(line, globals, ct);
            await terminal.Out.FlushAsync(CancellationToken.None);
            return code;
        }
        catch (OutputClosedException)
        {
            return EndedByBrokenPipe;
        }
        catch (Exception e) when (new ErrorReport(environment, terminal, globals).Show(e))
        {
            return 1;
        }
    }

    private async Task<int> LogInIfNeededAsync(IReadOnlyList<string> line, GlobalOptions globals, CancellationToken ct)
    {
        try
        {
            return await AttemptAsync(line, globals, ct);
        }
        catch (NotAuthorizedException) when (terminal is { InIsTerminal: true, OutIsTerminal: true })
        {
            terminal.PrintError("could not find a valid token.");
            await new LoginCommand().RunAsync(new FlyContext(environment, terminal, globals), ct);
            return await AttemptAsync(line, new GlobalOptions(), ct);
        }
    }

    private async Task<int> AttemptAsync(IReadOnlyList<string> line, GlobalOptions globals, CancellationToken ct)
    {
        var commands = CommandCatalog.Create();
        var parsed = new ArgumentParser(commands, globals, CommandCatalog.Missing).Parse(line);
        switch (parsed.Request)
        {
            case Request.Version:
                terminal.Print(environment.Version);
                return 0;
            case Request.Help or Request.Overview:
                var program = Path.GetFileName(environment.Program);
                var extraLine = parsed.Request == Request.Help ? "\n" : "";
                terminal.Out.Write(HelpText.Of(program, parsed.Command, globals, commands) + extraLine);
                return 0;
            default:
                return await parsed.Command!.RunAsync(new FlyContext(environment, terminal, globals), ct);
        }
    }
}
