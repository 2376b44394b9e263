using System.Diagnostics;

namespace Server.Bench;

/// <summary>From the start of <c>fly --version</c> to its end, against a native program that only says hello.</summary>
internal sealed class ProcessStartup(string fly, string hello)
{
    private const int Rounds = 30;

    public async Task<BenchRow> MeasureAsync()
    {
        var flyTimes = new List<TimeSpan>();
        var helloTimes = new List<TimeSpan>();
        for (var i = 0; i < Rounds; i++)
        {
            flyTimes.Add(await Samples.TimeAsync(() => RunAsync(fly, "--version")));
            helloTimes.Add(await Samples.TimeAsync(() => RunAsync(hello)));
        }

        return new BenchRow(
            "fly --version", flyTimes.Median().TotalMilliseconds, helloTimes.Median().TotalMilliseconds, "ms", $"median of {Rounds}; a native hello");
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} exited {process.ExitCode}");
        }
    }
}
