using System.Diagnostics;

namespace ResourceTypes.Tests.Protocol;

public sealed class ResourceProgramTests
{
    [Theory]
    [InlineData("", "stdin is empty")]
    [InlineData("{\"source\":", "stdin is no valid JSON")]
    [InlineData("[]", "expected a JSON object on stdin, got a list")]
    [InlineData("{\"source\":3}", "'source' must be an object, got a number")]
    [InlineData("{\"source\":{\"mirror_self\":\"yes\"}}", "source.mirror_self has a value of the wrong type")]
    [InlineData("{\"sauce\":{}}", "json: unknown field \"sauce\"")]
    public async Task A_bad_request_is_named_on_stderr_with_exit_code_1(string stdin, string message)
    {
        var run = await Script.RunAsync("mock", "check", stdin);

        Assert.Equal(1, run.ExitCode);
        Assert.Equal("", run.Stdout);
        Assert.Contains(message, run.Stderr, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Stderr, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mock", "{\"source\":{\"mirorself\":true}}", "unknown field \"mirorself\"", "mirror_self")]
    [InlineData("git", "{\"source\":{\"url\":\"x\"}}", "unknown field \"url\"", "uri")]
    [InlineData("registry-image", "{\"source\":{\"repo\":\"x\"}}", "unknown field \"repo\"", "repository")]
    public async Task An_unknown_source_key_is_refused_with_the_known_ones(
        string type, string stdin, string message, string known)
    {
        var run = await Script.RunAsync(type, "check", stdin);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains(message, run.Stderr, StringComparison.Ordinal);
        Assert.Contains(known, run.Stderr, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("git", "git_crypt_key")]
    [InlineData("git", "https_tunnel")]
    [InlineData("git", "commit_verification_keys")]
    [InlineData("registry-image", "semver_constraint")]
    [InlineData("registry-image", "ca_certs")]
    public async Task A_key_of_upstream_that_is_still_to_come_is_refused_as_such(string type, string key)
    {
        foreach (var script in new[] { "check", "in" })
        {
            var run = await Script.RunAsync(type, script, $"{{\"source\":{{\"{key}\":{{}}}}}}", Path.GetTempPath());

            Assert.Equal(1, run.ExitCode);
            Assert.Equal($"error: source.{key} is not supported by this resource type yet\n", run.Stderr);
        }
    }

    [Theory]
    [InlineData("nothing", "check")]
    [InlineData("git", "look")]
    public async Task An_unknown_type_or_script_prints_the_usage(string type, string script)
    {
        var run = await Script.RunAsync(type, script, "{}");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("usage: concourse-resource", run.Stderr, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("in", "destination path not specified")]
    [InlineData("out", "source path not specified")]
    public async Task A_missing_folder_is_named(string script, string message)
    {
        var run = await Script.RunAsync("mock", script, "{\"source\":{}}");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains(message, run.Stderr, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_executable_prints_one_line_of_JSON_and_nothing_else_on_stdout()
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "concourse-resource"), ["mock", "check"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        await process.StandardInput.WriteAsync("{\"source\":{\"force_version\":\"v<1>\",\"log\":\"hello\"}}");
        process.StandardInput.Close();
        var stdout = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var stderr = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(0, process.ExitCode);
        Assert.Matches("^\\[\\{\"version\":\"v<1>\"(,\"privileged\":\"true\")?\\}\\]\n$", stdout);
        Assert.Contains("hello", stderr, StringComparison.Ordinal);
    }
}
