using System.Diagnostics;
using System.Net.Sockets;

namespace ResourceTypes.Tests;

/// <summary>A real server on a loopback port, started for one test class and killed after it.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private readonly Process _process;

    private ServerProcess(Process process, int port)
    {
        _process = process;
        Port = port;
    }

    public int Port { get; }

    /// <summary>Returns once the port accepts connections.</summary>
    public static async Task<ServerProcess> StartAsync(string program, int port, params string[] arguments)
    {
        var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var server = new ServerProcess(process, port);
        using var deadline = new CancellationTokenSource(Deadline);
        while (!await AcceptsAsync(port))
        {
            if (process.HasExited)
            {
                throw new InvalidOperationException($"{program} exited with code {process.ExitCode}");
            }

            await Task.Delay(20, deadline.Token);
        }

        return server;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static async Task<bool> AcceptsAsync(int port)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
