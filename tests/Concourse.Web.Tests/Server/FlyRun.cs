using System.Diagnostics;

namespace Concourse.Web.Tests.Server;

/// <summary>What one run of the real <c>fly</c> printed and how it ended.</summary>
public sealed record FlyRun(int ExitCode, string Output, string Errors)
{
    /// <summary>Runs fly as a process with a home directory of the test's own.</summary>
    public static async Task<FlyRun> OfAsync(string home, CancellationToken ct, params IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "fly"), arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = home,
        };
        start.Environment["FLY_HOME"] = home;
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(ct);
            var errors = process.StandardError.ReadToEndAsync(ct);
            await process.WaitForExitAsync(ct);
            return new FlyRun(process.ExitCode, await output, await errors);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
        }
    }
}
