using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace ResourceTypes.Tests.Git;

/// <summary>The same scripts over the network protocols, with logins.</summary>
public sealed class GitTransportTests : IDisposable
{
    private const string Password = "s3cr3t/with:odd@chars";

    private readonly GitRepository _repository = new();
    private readonly TempFolder _folder = new();

    [Fact]
    public async Task The_git_protocol_serves_check_in_and_out()
    {
        var port = FreePort.Find();
        await using var daemon = await ServerProcess.StartAsync(
            "git", port, "daemon", "--listen=127.0.0.1", $"--port={port}", "--base-path=" + _repository.Root,
            "--export-all", "--enable=receive-pack", "--reuseaddr");

        await CheckInOutAsync($"{{\"uri\":\"git://127.0.0.1:{port}/repo.git\",\"branch\":\"main\"}}");
    }

    [Fact]
    public async Task HTTP_serves_check_in_and_out_with_the_login_of_the_source()
    {
        await using var server = new SmartHttpServer(_repository.Root, "user", Password);

        var log = await CheckInOutAsync(
            $"{{\"uri\":\"http://{server.Authority}/repo.git\",\"branch\":\"main\",\"username\":\"user\",\"password\":\"{Password}\"}}");

        Assert.DoesNotContain(Password, log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_login_in_the_uri_works_and_shows_up_nowhere()
    {
        await using var server = new SmartHttpServer(_repository.Root, "user", Password);
        var escaped = Uri.EscapeDataString(Password);

        var log = await CheckInOutAsync($"{{\"uri\":\"http://user:{escaped}@{server.Authority}/repo.git\",\"branch\":\"main\"}}");

        Assert.DoesNotContain(Password, log, StringComparison.Ordinal);
        Assert.DoesNotContain(escaped, log, StringComparison.Ordinal);
        Assert.DoesNotContain(escaped, _folder.Read("in/.git/config"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_login_fails_without_asking_anybody()
    {
        _repository.Commit("one");
        await using var server = new SmartHttpServer(_repository.Root, "user", Password);

        var run = await Script.RunAsync(
            "git", "check",
            $"{{\"source\":{{\"uri\":\"http://{server.Authority}/repo.git\",\"branch\":\"main\",\"username\":\"user\",\"password\":\"wrong-one\"}}}}");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("Authentication failed", run.Stderr, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong-one", run.Stderr, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_given_as_the_user_shows_up_nowhere()
    {
        _repository.Commit("one");
        await using var server = new SmartHttpServer(_repository.Root, "user", Password);

        var run = await Script.RunAsync("git", "check", $"{{\"source\":{{\"uri\":\"http://ghp-token@{server.Authority}/repo.git\",\"branch\":\"main\"}}}}");

        Assert.Equal(1, run.ExitCode);
        Assert.DoesNotContain("ghp-token", run.Stderr, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n")]
    [InlineData("-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXkt\ndjEAAAAACmFlczI1Ni1jdHIAAAAG\n-----END OPENSSH PRIVATE KEY-----\n")]
    public async Task An_encrypted_private_key_is_refused_with_what_to_do(string key)
    {
        var run = await Script.RunAsync(
            "git", "check", $"{{\"source\":{{\"uri\":\"git@127.0.0.1:x.git\",\"private_key\":{JsonSerializer.Serialize(key)}}}}}");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("give it without a passphrase", run.Stderr, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_abort_ends_git_and_removes_the_private_files()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var program = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "concourse-resource"), ["git", "check"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        program.Environment["TMPDIR"] = _folder.Path;
        using var check = Process.Start(program)!;
        await check.StandardInput.WriteAsync($"{{\"source\":{{\"uri\":\"git://{silent.LocalEndpoint}/x.git\",\"branch\":\"main\"}}}}");
        check.StandardInput.Close();
        using var git = await silent.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        Assert.NotEmpty(Directory.GetDirectories(_folder.Path, "git-resource-??????"));

        using var kill = Process.Start("kill", ["-TERM", check.Id.ToString(CultureInfo.InvariantCulture)]);
        var log = await check.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await check.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal((1, "interrupted\n"), (check.ExitCode, log));
        Assert.Empty(Directory.GetDirectories(_folder.Path, "git-resource-??????"));
        await git.GetStream().CopyToAsync(Stream.Null, TestContext.Current.CancellationToken);
    }

    public void Dispose()
    {
        _repository.Dispose();
        _folder.Dispose();
    }

    /// <summary>Returns all that the three scripts printed.</summary>
    private async Task<string> CheckInOutAsync(string source)
    {
        var one = _repository.Commit("one");
        var check = await Script.RunAsync("git", "check", $"{{\"source\":{source}}}");
        Assert.True(check.ExitCode == 0, check.Stderr);
        Assert.Equal($"[{{\"ref\":\"{one}\"}}]\n", check.Stdout);

        var fetched = await Script.RunAsync(
            "git", "in", $"{{\"source\":{source},\"version\":{{\"ref\":\"{one}\"}}}}", _folder["in"]);
        Assert.True(fetched.ExitCode == 0, fetched.Stderr);
        Assert.Equal("1", _folder.Read("in/file"));

        _folder.Write("in/file", "changed");
        _repository.Git(_folder["in"], "commit", "--quiet", "--all", "--message", "changed");
        var pushed = await Script.RunAsync(
            "git", "out", $"{{\"source\":{source},\"params\":{{\"repository\":\"in\"}}}}", _folder.Path);
        Assert.True(pushed.ExitCode == 0, pushed.Stderr);
        Assert.Equal(_repository.Git(_repository.Bare, "rev-parse", "main"), (string)pushed.Json["version"]!["ref"]!);
        return string.Concat(new[] { check, fetched, pushed }.Select(run => run.Stdout + run.Stderr));
    }
}
