using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Concourse.EndToEnd.Tests.World;

/// <summary>A web node as a process of its own. It is killed, never asked to stop; also when the test's process ends before it.</summary>
internal sealed partial class WebNodeProcess : IAsyncDisposable
{
    // The shell waits for the end of its input, and leaves the node's output to the node.
    private const string KilledAtTheEndOfInput = """ "$@" & node=$!; exec >/dev/null 2>&1; cat; kill -KILL $node """;

    private readonly Process shell;
    private readonly TaskCompletionSource<Uri> listens = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task logging;
    private bool killed;

    private WebNodeProcess(Process shell, string logFile)
    {
        this.shell = shell;
        logging = FollowAsync(shell.StandardError, logFile);
    }

    public Uri Address => listens.Task.Result;

    /// <summary>Returns when the node listens.</summary>
    /// <param name="program">Name of a program beside the tests.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="logFile">Takes what it logs, after what is there already.</param>
    /// <param name="ct">Gives up.</param>
    /// <exception cref="InvalidOperationException">It ended instead.</exception>
    public static async Task<WebNodeProcess> StartAsync(string program, IEnumerable<string> arguments, string logFile, CancellationToken ct)
    {
        var start = new ProcessStartInfo("sh", ["-c", KilledAtTheEndOfInput, "sh", Path.Combine(AppContext.BaseDirectory, program), .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardError = true,
        };
        var node = new WebNodeProcess(Process.Start(start)!, logFile);
        try
        {
            await node.listens.Task.WaitAsync(ct);
            return node;
        }
        catch
        {
            await node.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends it between two instructions.</summary>
    public async Task KillAsync()
    {
        killed = true;
        shell.StandardInput.Close();
        await shell.WaitForExitAsync();
        await logging;
    }

    public async ValueTask DisposeAsync()
    {
        if (!killed)
        {
            await KillAsync();
        }

        shell.Dispose();
    }

    private async Task FollowAsync(StreamReader from, string file)
    {
        await using var to = new StreamWriter(file, append: true) { AutoFlush = true };
        while (await from.ReadLineAsync() is { } line)
        {
            await to.WriteLineAsync(line);
            if (Listening().Match(line) is { Success: true } found)
            {
                listens.TrySetResult(new Uri(found.Groups[1].Value));
            }
        }

        listens.TrySetException(new InvalidOperationException($"the web node did not start: {string.Join('\n', File.ReadLines(file).TakeLast(20))}"));
    }

    [GeneratedRegex("listening on (http[^\"]+)\"")]
    private static partial Regex Listening();
}
