using System.Diagnostics;
using Concourse.Web.Hosting;

namespace Concourse.Web.Quickstart;

/// <summary>
/// The account that runs PostgreSQL's programs: our own, or for root, whom PostgreSQL refuses, the system's <c>postgres</c> or
/// <c>nobody</c>.
/// </summary>
internal sealed class PostgresAccount
{
    private readonly string? name;
    private readonly string group;

    private PostgresAccount(string? name, string group)
    {
        this.name = name;
        this.group = group;
    }

    public static PostgresAccount ForThisProcess()
    {
        if (!Environment.IsPrivilegedProcess)
        {
            return new PostgresAccount(null, "");
        }

        var accounts = File.ReadLines("/etc/passwd").Select(line => line.Split(':')).Where(fields => fields.Length > 3).ToList();
        var chosen = accounts.Find(fields => fields[0] == "postgres") ?? accounts.Find(fields => fields[0] == "nobody")
            ?? throw new StartupException("PostgreSQL does not run as root, and there is no account postgres or nobody to run it as; start this as another user");
        return new PostgresAccount(chosen[0], chosen[3]);
    }

    /// <summary>Makes directories this account's own.</summary>
    public async Task GiveAsync(IReadOnlyList<string> directories, CancellationToken ct)
    {
        if (name is null)
        {
            return;
        }

        foreach (var directory in directories)
        {
            await ExecuteAsync("chown", [$"{name}:{group}", directory], ct);
        }
    }

    /// <summary>Whether this account can reach a directory.</summary>
    public async Task<bool> CanEnterAsync(string directory, CancellationToken ct) => (await TryRunAsync("test", ["-x", directory], ct)).ExitCode == 0;

    /// <summary>Runs a program as this account and returns its exit code and what it printed.</summary>
    public Task<(int ExitCode, string Output)> TryRunAsync(string program, IReadOnlyList<string> arguments, CancellationToken ct) => name is null
        ? ExecuteAsync(program, arguments, ct)
        : ExecuteAsync("setpriv", [$"--reuid={name}", $"--regid={group}", "--clear-groups", "--", program, .. arguments], ct);

    private static async Task<(int ExitCode, string Output)> ExecuteAsync(string program, IReadOnlyList<string> arguments, CancellationToken ct)
    {
        // The server that pg_ctl leaves behind keeps inherited pipes open for ever, so output goes to a file.
        var output = Path.GetTempFileName();
        try
        {
            var start = new ProcessStartInfo("/bin/sh") { UseShellExecute = false, WorkingDirectory = "/" };
            foreach (var argument in (string[])["-c", "output=$1; shift; exec setsid \"$@\" >\"$output\" 2>&1 </dev/null", "sh", output, program, .. arguments])
            {
                start.ArgumentList.Add(argument);
            }

            using var process = Process.Start(start) ?? throw new StartupException($"{program} could not be started");
            await process.WaitForExitAsync(ct);
            return (process.ExitCode, await File.ReadAllTextAsync(output, ct));
        }
        finally
        {
            File.Delete(output);
        }
    }
}
