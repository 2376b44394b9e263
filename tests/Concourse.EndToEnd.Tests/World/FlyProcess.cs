using System.Diagnostics;

namespace Concourse.EndToEnd.Tests.World;

/// <summary>What a run of fly left.</summary>
internal sealed record FlyResult(int ExitCode, string Output, string Error);

/// <summary>Runs fly as a process with a home of its own and the target <c>ci</c>.</summary>
internal sealed class FlyProcess(string home)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(90);

    public async Task<FlyResult> RunAsync(IEnumerable<string> arguments, CancellationToken ct)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "fly"), ["-t", "ci", .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["FLY_HOME"] = home;
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Deadline);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var error = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return new FlyResult(process.ExitCode, await output, await error);
        }
        finally
        {
            process.Kill();
        }
    }
}
