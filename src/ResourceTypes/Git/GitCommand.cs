using System.Diagnostics;
using ResourceTypes.Protocol;

namespace ResourceTypes.Git;

/// <summary>Runs git in one folder. Its messages go to the log, secrets replaced; its output comes back as text.</summary>
internal sealed class GitCommand(string folder, GitEnvironment environment, ScriptLog log)
{
    /// <summary>The same environment in another folder.</summary>
    public GitCommand In(string otherFolder) => new(otherFolder, environment, log);

    /// <summary>Standard output without trailing line breaks.</summary>
    /// <exception cref="ResourceException">git is missing, or exited with something else than 0.</exception>
    public async Task<string> OutputAsync(CancellationToken ct, params IReadOnlyList<string> arguments)
    {
        var (exitCode, output) = await TryAsync(quiet: false, ct, arguments);
        return exitCode == 0
            ? output.TrimEnd('\n')
            : throw new ResourceException($"git {arguments[0]} failed with exit code {exitCode}; its message is above");
    }

    /// <summary>For commands that are run for their effect: what they print on stdout goes to the log too.</summary>
    public async Task RunAsync(CancellationToken ct, params IReadOnlyList<string> arguments)
    {
        var output = await OutputAsync(ct, arguments);
        if (output.Length > 0)
        {
            log.Line(environment.Scrub(output));
        }
    }

    /// <summary>For questions whose "no" is an exit code.</summary>
    public async Task<bool> SucceedsAsync(CancellationToken ct, params IReadOnlyList<string> arguments) =>
        (await TryAsync(quiet: true, ct, arguments)).ExitCode == 0;

    /// <summary>Exit code and standard output; the messages go to the log unless <paramref name="quiet"/>.</summary>
    public async Task<(int ExitCode, string Output)> TryAsync(
        bool quiet, CancellationToken ct, params IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo("git", arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment.Variables)
        {
            start.Environment[name] = value;
        }

        using var process = Start(start);
        process.StandardInput.Close();
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(ct);
            while (await process.StandardError.ReadLineAsync(ct) is { } line)
            {
                if (!quiet)
                {
                    log.Line(environment.Scrub(line));
                }
            }

            var text = await output;
            await process.WaitForExitAsync(ct);
            return (process.ExitCode, text);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
            throw;
        }
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new ResourceException("cannot run git: " + e.Message, e);
        }
    }
}
