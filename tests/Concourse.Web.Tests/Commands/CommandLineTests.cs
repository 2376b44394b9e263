using System.Diagnostics;

namespace Concourse.Web.Tests.Commands;

/// <summary>The <c>concourse</c> executable refuses what it cannot do with one line that says what to write instead, and exits with 1.</summary>
public sealed class CommandLineTests
{
    [Theory]
    [InlineData("", "Required command was not provided.")]
    [InlineData("web --nope", "Unrecognized command or argument '--nope'.")]
    [InlineData("web --bind-port=70000", "invalid argument for flag `--bind-port': '70000' is no port; write a number from 0 to 65535")]
    [InlineData("web --postgres-port=-1", "invalid argument for flag `--postgres-port': '-1' is no port; write a number from 0 to 65535")]
    [InlineData("web --bind-ip=nope", "invalid IP: 'nope'")]
    [InlineData("web --external-url=ci", "invalid argument for flag `--external-url': missing scheme in 'ci'")]
    [InlineData("web --encryption-key=short", "failed to construct AES cipher: invalid key size 5; an encryption key has 16, 24 or 32 bytes")]
    [InlineData("web --local-engine=engine", "'engine' is no address of a container engine; write unix:///path/to.sock or tcp://host:port")]
    [InlineData("web --local-worker-name=a/b", "'a/b' is no name of a worker; write letters, digits, '_', '.' and '-', beginning with a letter or digit")]
    [InlineData("web --local-engine=unix:///nowhere --local-supervisor=/nowhere", "no supervisor binary at /nowhere; name one with --local-supervisor")]
    [InlineData("web --kubernetes-namespace=ci", "steps on Kubernetes need --kubernetes-artifact-helper-image, the image that holds the supervisor")]
    [InlineData("quickstart", "the required flag `--data-dir' was not specified")]
    public async Task What_cannot_be_done_is_refused_in_one_line(string arguments, string message)
    {
        using var process = Process.Start(new ProcessStartInfo(
            Path.Combine(AppContext.BaseDirectory, "concourse"), arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
        var error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal($"error: {message}\n", error);
        Assert.Equal(1, process.ExitCode);
    }
}
