using System.Security.Cryptography;
using Concourse.LocalRuntime.Containers;
using Concourse.Runtime.Processes;
using Concourse.Runtime.Sandboxes;
using Concourse.Runtime.Supervision;
using Docker.DotNet.Models;
using static Concourse.LocalRuntime.Tests.Live.LiveWorker;

namespace Concourse.LocalRuntime.Tests.Live;

/// <summary>Processes in real containers, followed through execs of the real engine: aborted, lost sight of, found again.</summary>
public sealed class FollowedProcessTests(LiveEngine live) : LiveDriverTest(live)
{
    private readonly SandboxSpec _spec = Spec(LiveEngine.ShellImage);

    [Fact]
    public async Task An_aborted_process_may_end_in_its_own_way_on_TERM()
    {
        await using var client = Client(await Driver.CreateAsync(_spec, Stop));
        var output = new RecordedOutput();
        var process = client.Start(
            Shell("trap 'echo bye; exit 7' TERM; echo ready; while :; do sleep 0.1; done"), default, output, Stop);
        await output.UntilAsync("ready\n", Stop);

        Assert.Equal(new ProcessResult.Exited(7), await process.AbortAsync(Stop));
        Assert.Equal("ready\nbye\n", output.StdoutText);
    }

    [Fact]
    public async Task An_aborted_process_that_ignores_TERM_is_killed_after_the_grace()
    {
        var options = new SupervisorOptions { AbortGrace = TimeSpan.FromSeconds(1) };
        await using var client = Client(await Driver.CreateAsync(_spec, Stop), options: options);
        var output = new RecordedOutput();
        var process = client.Start(Shell("trap '' TERM; echo ready; while :; do sleep 0.1; done"), default, output, Stop);
        await output.UntilAsync("ready\n", Stop);

        Assert.Equal(new ProcessResult.Exited(137), await process.AbortAsync(Stop));
    }

    [Fact]
    public async Task A_terminal_has_its_size_and_carries_stderr_too()
    {
        var (_, output) = await RunAsync(
            Driver, _spec, Shell("stty size; echo err >&2") with { Terminal = new TerminalSize(Columns: 120, Rows: 40) });
        Assert.Equal(("40 120\r\nerr\r\n", ""), (output.StdoutText, output.StderrText));
    }

    [Fact]
    public async Task Fifty_megabytes_of_output_arrive_byte_for_byte()
    {
        var (_, output) = await RunAsync(
            Driver, _spec, Shell("dd if=/dev/urandom of=/tmp/data bs=1048576 count=50 2>/dev/null; sha256sum </tmp/data >&2; cat /tmp/data"));
        Assert.Equal(50 << 20, output.Stdout.Length);
        Assert.Equal($"{Convert.ToHexStringLower(SHA256.HashData(output.Stdout))}  -\n", output.StderrText);
    }

    [Fact]
    public async Task When_its_client_dies_the_process_goes_on_and_another_client_takes_over_at_the_stored_byte()
    {
        var dying = new DyingConnection(await Driver.CreateAsync(_spec, Stop));
        await using var first = new SupervisorClient(dying.OpenAsync, epoch: 1, new SupervisorOptions(), TimeProvider.System);
        var seen = new RecordedOutput();
        var process = Shell("echo run >>/tmp/runs; echo begin; until [ -e /tmp/go ]; do sleep 0.1; done; echo end; cat /tmp/runs");
        var lost = first.Start(process, default, seen, Stop);
        await seen.UntilAsync("begin\n", Stop);
        await dying.DieAsync();
        Assert.IsType<ProcessResult.Lost>(await EndAsync(lost));

        var node = await Worker.ConnectAsync();
        await using var second = Client(await node.CreateAsync(_spec, Stop), epoch: 2);
        var stored = seen.Stdout.Length;
        var rest = new RecordedOutput(stored);
        var found = second.Start(process, new OutputPosition(stored, 0), rest, Stop);
        await EndAsync(second.Start(Shell("touch /tmp/go", id: "go"), default, new RecordedOutput(), Stop));

        Assert.Equal(new ProcessResult.Exited(0), await EndAsync(found));
        Assert.Equal("end\nrun\n", rest.StdoutText);
        await using var late = Client(await Driver.CreateAsync(_spec, Stop), epoch: 1);
        await Assert.ThrowsAsync<SupersededException>(() => EndAsync(late.Start(process, default, new RecordedOutput(), Stop)));
    }

    [Fact]
    public async Task When_the_helper_is_killed_the_client_follows_on_through_the_next_one()
    {
        await using var client = Client(await Driver.CreateAsync(_spec, Stop));
        var output = new RecordedOutput();
        var process = client.Start(Shell("echo begin; until [ -e /tmp/go ]; do sleep 0.1; done; echo end"), default, output, Stop);
        await output.UntilAsync("begin\n", Stop);

        var helper = Assert.Single(await Live.Client.Containers.ListContainersAsync(
            new ContainersListParameters { Filters = Labels.Filter((Labels.Worker, Worker.Name), (Labels.Helper, null)) }, Stop));
        await Live.Client.Containers.KillContainerAsync(helper.ID, new ContainerKillParameters { Signal = "SIGKILL" }, Stop);
        await EndAsync(client.Start(Shell("touch /tmp/go", id: "go"), default, new RecordedOutput(), Stop));

        Assert.Equal(new ProcessResult.Exited(0), await EndAsync(process));
        Assert.Equal("begin\nend\n", output.StdoutText);
    }

    [Fact]
    public async Task A_process_whose_container_is_removed_is_lost_with_a_reason()
    {
        await using var client = Client(await Driver.CreateAsync(_spec, Stop));
        var output = new RecordedOutput();
        var process = client.Start(Shell("echo begin; sleep 600"), default, output, Stop);
        await output.UntilAsync("begin\n", Stop);

        await Driver.DeleteAsync(_spec.Handle, Stop);

        Assert.NotEqual("", Assert.IsType<ProcessResult.Lost>(await EndAsync(process)).Reason);
    }

    /// <summary>The connection of a client that is killed: the kernel closes its socket, nothing is said, nothing comes after.</summary>
    private sealed class DyingConnection(ISandbox sandbox)
    {
        private IHelperStream? _stream;
        private bool _dead;

        public async Task<IHelperStream> OpenAsync(CancellationToken cancellationToken) =>
            _dead ? throw new SandboxException("this client is dead") : _stream = await sandbox.OpenHelperAsync(cancellationToken);

        public ValueTask DieAsync()
        {
            _dead = true;
            return _stream!.DisposeAsync();
        }
    }
}
