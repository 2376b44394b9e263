using System.Diagnostics;
using System.Text.Json;
using Concourse.TestServer;

namespace Concourse.EndToEnd.Tests.World;

/// <summary>A web node as a process of its own.</summary>
internal sealed class WebNodeProcess : IAsyncDisposable
{
    private readonly Process process;
    private readonly Task logging;

    private WebNodeProcess(Process process, string logFile, Uri address)
    {
        this.process = process;
        Address = address;
        logging = CopyAsync(process.StandardError, logFile);
    }

    public Uri Address { get; }

    /// <summary>Returns when the node listens.</summary>
    public static async Task<WebNodeProcess> StartAsync(TestServerOptions options, string logFile, CancellationToken ct)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "Concourse.TestServer"), [JsonSerializer.Serialize(options)])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var process = Process.Start(start)!;
        if (await process.StandardOutput.ReadLineAsync(ct) is { } address)
        {
            return new WebNodeProcess(process, logFile, new Uri(address));
        }

        var log = await process.StandardError.ReadToEndAsync(ct);
        process.Dispose();
        throw new InvalidOperationException($"the web node did not start: {log}");
    }

    /// <summary>Ends it between two instructions.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
        await logging;
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            await KillAsync();
        }

        process.Dispose();
    }

    private static async Task CopyAsync(StreamReader from, string file)
    {
        await using var to = new StreamWriter(file, append: true) { AutoFlush = true };
        while (await from.ReadLineAsync() is { } line)
        {
            await to.WriteLineAsync(line);
        }
    }
}
