using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Concourse.EndToEnd.Tests.World;

/// <summary>Bare repositories that containers fetch from and push to: each connection is served by a <c>git daemon</c> of its own.</summary>
internal sealed class GitServer : IAsyncDisposable
{
    private readonly TemporaryFolder folder = TemporaryFolder.Create(Path.GetTempPath());
    private readonly TcpListener listener;
    private readonly CancellationTokenSource stop = new();
    private readonly List<Task> serving = [];
    private readonly Task accepting;

    /// <param name="host">Where the containers reach this machine.</param>
    public GitServer(IPAddress host)
    {
        listener = new TcpListener(host, 0);
        listener.Start();
        accepting = AcceptAsync();
    }

    public string UriOf(string repository) => $"git://{listener.LocalEndpoint}/{repository}.git";

    /// <summary>A new repository with one commit on <c>main</c>; returns its id.</summary>
    public async Task<string> CreateAsync(string repository, string file, string content, string message, CancellationToken ct)
    {
        var bare = BareFolder(repository);
        var work = Path.Combine(folder.Path, repository);
        await GitAsync(folder.Path, ct, "init", "--quiet", "--bare", "--initial-branch=main", bare);
        await GitAsync(folder.Path, ct, "clone", "--quiet", bare, work);
        await File.WriteAllTextAsync(Path.Combine(work, file), content, ct);
        await GitAsync(work, ct, "add", file);
        await GitAsync(work, ct, "-c", "user.name=Test", "-c", "user.email=test@localhost", "commit", "--quiet", "--message", message);
        await GitAsync(work, ct, "push", "--quiet", "origin", "HEAD:main");
        return await GitAsync(work, ct, "rev-parse", "HEAD");
    }

    /// <summary>What git says of a repository.</summary>
    public Task<string> AskAsync(string repository, CancellationToken ct, params IEnumerable<string> arguments) =>
        GitAsync(BareFolder(repository), ct, arguments);

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
        await accepting;
        await Task.WhenAll(serving);
        listener.Dispose();
        stop.Dispose();
        folder.Dispose();
    }

    private string BareFolder(string repository) => Path.Combine(folder.Path, repository + ".git");

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                serving.Add(ServeAsync(await listener.AcceptTcpClientAsync(stop.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var connection = client;
        var start = Git(["daemon", "--inetd", "--export-all", "--enable=receive-pack", $"--base-path={folder.Path}", folder.Path]);
        start.RedirectStandardInput = true;
        using var daemon = Process.Start(start)!;
        try
        {
            var requests = ForwardAsync(client.GetStream(), daemon);
            await daemon.StandardOutput.BaseStream.CopyToAsync(client.GetStream(), stop.Token);
            client.Close();
            await requests;
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // One side has gone; the client knows what it got.
        }
        finally
        {
            daemon.Kill();
            await daemon.WaitForExitAsync(CancellationToken.None);
        }
    }

    private async Task ForwardAsync(NetworkStream from, Process daemon)
    {
        try
        {
            await from.CopyToAsync(daemon.StandardInput.BaseStream, 1024, stop.Token);
            daemon.StandardInput.Close();
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or ObjectDisposedException)
        {
            // The daemon has answered and gone.
        }
    }

    private static async Task<string> GitAsync(string directory, CancellationToken ct, params IEnumerable<string> arguments)
    {
        var start = Git(["-C", directory, .. arguments]);
        start.RedirectStandardError = true;
        using var git = Process.Start(start)!;
        var error = git.StandardError.ReadToEndAsync(ct);
        var output = await git.StandardOutput.ReadToEndAsync(ct);
        await git.WaitForExitAsync(ct);
        return git.ExitCode == 0 ? output.Trim() : throw new InvalidOperationException(await error);
    }

    private static ProcessStartInfo Git(IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("git", arguments) { RedirectStandardOutput = true };
        (start.Environment["GIT_CONFIG_GLOBAL"], start.Environment["GIT_CONFIG_NOSYSTEM"]) = ("/dev/null", "1");
        return start;
    }
}
