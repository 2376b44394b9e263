using System.Text;
using Concourse.LocalRuntime.Engine;
using Docker.DotNet.Models;

namespace Concourse.LocalRuntime.Tests.Live;

/// <summary>The hijacked connection of an exec, without a supervisor.</summary>
public sealed class ExecStreamTests(LiveEngine engine) : IAsyncLifetime
{
    private readonly string _name = "concourse-test-exec-" + Guid.NewGuid().ToString("N");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        engine.Require();
        using var containers = new ContainerEngine(engine.Endpoint);
        await containers.EnsureStartedAsync(
            new CreateContainerParameters
            {
                Name = _name,
                Image = LiveEngine.ShellImage,
                Entrypoint = ["/bin/sleep", "600"],
                HostConfig = new HostConfig { NetworkMode = "none" },
            },
            restart: false,
            Stop);
    }

    public async ValueTask DisposeAsync()
    {
        using var containers = new ContainerEngine(engine.Endpoint);
        await containers.RemoveContainerAsync(_name, CancellationToken.None);
    }

    [Fact]
    public async Task Bytes_written_to_stdin_come_back_unchanged_and_in_order()
    {
        await using var stream = await OpenAsync("/bin/cat");
        var sent = new byte[3 << 20];
        new Random(7).NextBytes(sent);

        var write = stream.Input.WriteAsync(sent, Stop).AsTask();
        var received = new byte[sent.Length];
        await stream.Output.ReadExactlyAsync(received, Stop);
        await write;

        Assert.Equal(sent, received);
    }

    [Fact]
    public async Task Stderr_is_kept_apart_for_diagnostics_and_only_its_end()
    {
        await using var stream = await OpenAsync("/bin/sh", "-c", "yes complaint | head -n 2000 >&2; echo last >&2; echo out; sleep 1; echo put");
        using var reader = new StreamReader(stream.Output, Encoding.UTF8);
        Assert.Equal("out\nput\n", await reader.ReadToEndAsync(Stop));
        Assert.EndsWith("complaint\nlast\n", stream.Diagnostics, StringComparison.Ordinal);
        Assert.Equal(4096, stream.Diagnostics.Length);
    }

    [Fact]
    public async Task A_reader_that_waits_makes_the_process_wait()
    {
        await using var stream = await OpenAsync(
            "/bin/sh", "-c", "for i in $(seq 1 600); do dd if=/dev/zero bs=262144 count=1 2>/dev/null; echo $i >/tmp/blocks; done");
        // 150 MiB in all: what the engine and the kernel buffer must be far less.
        var written = await UntilStillAsync();
        Assert.InRange(written, 0, 400);

        var total = 0L;
        var buffer = new byte[1 << 20];
        for (int count; (count = await stream.Output.ReadAsync(buffer, Stop)) > 0;)
        {
            total += count;
        }

        Assert.Equal(600L * 262144, total);
    }

    [Fact]
    public async Task The_end_of_the_process_is_the_end_of_the_stream()
    {
        await using var stream = await OpenAsync("/bin/echo", "done");
        using var reader = new StreamReader(stream.Output, Encoding.UTF8);
        Assert.Equal("done\n", await reader.ReadToEndAsync(Stop));
    }

    /// <summary>The number of blocks written once it no longer grows between two looks.</summary>
    private async Task<int> UntilStillAsync()
    {
        for (var last = -1; ;)
        {
            await using var look = await OpenAsync("/bin/sh", "-c", "sleep 1; cat /tmp/blocks");
            using var reader = new StreamReader(look.Output, Encoding.UTF8);
            var now = int.TryParse(await reader.ReadToEndAsync(Stop), out var blocks) ? blocks : 0;
            if (now == last)
            {
                return now;
            }

            last = now;
        }
    }

    private async Task<ExecStream> OpenAsync(params string[] command)
    {
        var exec = await engine.Client.Exec.CreateContainerExecAsync(
            _name,
            new ContainerExecCreateParameters { Cmd = command, AttachStdin = true, AttachStdout = true, AttachStderr = true },
            Stop);
        return new ExecStream(await engine.Client.Exec.StartContainerExecAsync(exec.ID, new ContainerExecStartParameters(), Stop));
    }
}
