using Concourse.Runtime.Processes;
using Concourse.Runtime.Sandboxes;
using Concourse.Runtime.Supervision;
using Concourse.Testing.Sandboxes;

namespace Concourse.Runtime.Tests.Supervision;

/// <summary>Processes through the real supervisor binary, helper and protocol.</summary>
public sealed class SandboxProcessTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Stdout_stderr_and_exit_code_arrive_apart()
    {
        var (result, output) = await RunAsync(Shell("echo out; echo err >&2; exit 3"));
        Assert.Equal(new ProcessResult.Exited(3), result);
        Assert.Equal(("out\n", "err\n"), (output.Stdout, output.Stderr));
    }

    [Fact]
    public async Task The_whole_of_stdin_arrives_and_then_ends()
    {
        var text = string.Concat(Enumerable.Range(0, 40_000).Select(i => $"line {i}\n"));
        var (result, output) = await RunAsync(new ProcessSpec
        {
            Id = "resource",
            Command = ["cat"],
            Stdin = System.Text.Encoding.UTF8.GetBytes(text),
        });
        Assert.Equal(new ProcessResult.Exited(0), result);
        Assert.Equal(text, output.Stdout);
    }

    [Fact]
    public async Task A_terminal_has_its_size_and_turns_newlines_into_crlf()
    {
        var (result, output) = await RunAsync(
            Shell("stty size; echo err >&2; tty >/dev/null && echo tty") with { Terminal = new TerminalSize(500, 400) });
        Assert.Equal(new ProcessResult.Exited(0), result);
        Assert.Equal("400 500\r\nerr\r\ntty\r\n", output.Stdout);
        Assert.Equal("", output.Stderr);
    }

    [Fact]
    public async Task A_command_that_does_not_exist_is_no_exit_code()
    {
        var (result, _) = await RunAsync(new ProcessSpec { Id = "task", Command = ["no-such-command"] });
        Assert.Equal(
            new ProcessResult.StartFailed(true, "exec: \"no-such-command\": executable file not found in $PATH"), result);
    }

    [Fact]
    public async Task A_file_that_cannot_be_executed_fails_to_start_but_was_found()
    {
        var (result, _) = await RunAsync(new ProcessSpec { Id = "task", Command = ["/etc/passwd"] });
        Assert.Equal(new ProcessResult.StartFailed(false, "exec: \"/etc/passwd\": permission denied"), result);
    }

    [Fact]
    public async Task An_unknown_user_fails_to_start()
    {
        var (result, _) = await RunAsync(Shell("id") with { User = "no-such-user" });
        Assert.Equal(
            new ProcessResult.StartFailed(false, "unable to find user no-such-user: no matching entries in passwd file"), result);
    }

    [Fact]
    public async Task A_named_user_gets_its_ids_its_home_and_a_working_directory_made_for_it()
    {
        await using var supervisor = new LocalSupervisor();
        File.SetUnixFileMode(supervisor.Folder, (UnixFileMode)0x1FF);
        var directory = Path.Combine(supervisor.Folder, "made", "for");
        var (result, output) = await RunAsync(
            supervisor, Shell("id -un; id -gn; pwd; echo $USER; touch here && echo writable") with { User = "nobody", Directory = directory });
        Assert.Equal(new ProcessResult.Exited(0), result);
        Assert.Equal($"nobody\nnogroup\n{directory}\nnobody\nwritable\n", output.Stdout);
    }

    [Fact]
    public async Task Children_do_not_inherit_an_ignored_broken_pipe_signal()
    {
        var (_, output) = await RunAsync(
            new ProcessSpec { Id = "task", Command = ["bash", "-c", "yes | head -n 1; echo ${PIPESTATUS[0]}"] });
        Assert.Equal("y\n141\n", output.Stdout);
    }

    [Fact]
    public async Task A_later_variable_wins_and_kubernetes_variables_are_absent()
    {
        var (_, output) = await RunAsync(
            Shell("echo $A; env | grep -c ^KUBERNETES_") with { Environment = ["A=first", "A=second"] });
        Assert.Equal("second\n0\n", output.Stdout);
    }

    [Fact]
    public async Task The_same_id_runs_once_and_a_later_follower_gets_the_rest()
    {
        await using var supervisor = new LocalSupervisor();
        var trace = Path.Combine(supervisor.Folder, "trace");
        var spec = Shell($"echo once >> {trace}; printf 0123456789");
        await RunAsync(supervisor, spec);
        await using var client = supervisor.Client(epoch: 2);
        var rest = new RestOutput();
        var result = await client.Start(spec, new OutputPosition(4, 0), rest, Token).Completion.WaitAsync(Token);
        Assert.Equal(new ProcessResult.Exited(0), result);
        Assert.Equal("456789", rest.Text);
        Assert.Equal("once\n", await File.ReadAllTextAsync(trace, Token));
    }

    [Fact]
    public async Task A_signal_of_its_own_is_an_exit_of_128_more()
    {
        var (result, _) = await RunAsync(Shell("kill -TERM $$"));
        Assert.Equal(new ProcessResult.Exited(143), result);
    }

    [Fact]
    public async Task Abort_terminates_and_kills_what_does_not_listen()
    {
        await using var supervisor = new LocalSupervisor();
        await using var client = supervisor.Client(options: new SupervisorOptions { AbortGrace = TimeSpan.FromMilliseconds(300) });
        var output = new CollectedOutput();
        var process = client.Start(Shell("trap '' TERM; echo up; while :; do sleep 0.05; done"), default, output, Token);
        await output.FirstChunk.Task.WaitAsync(Token);
        Assert.Equal(new ProcessResult.Exited(137), await process.AbortAsync(Token));
    }

    [Fact]
    public async Task A_container_that_is_ended_from_outside_loses_its_process_whatever_it_exits_with()
    {
        await using var supervisor = new LocalSupervisor();
        await using var client = supervisor.Client();
        var output = new CollectedOutput();
        var process = client.Start(Shell("trap 'exit 0' TERM; echo up; while :; do sleep 0.05; done"), default, output, Token);
        await output.FirstChunk.Task.WaitAsync(Token);
        await supervisor.TerminateMainAsync(Token);
        Assert.Equal(new ProcessResult.Lost("terminated"), await process.Completion.WaitAsync(Token));
    }

    [Fact]
    public async Task Output_stays_readable_after_the_supervisor_was_killed()
    {
        await using var supervisor = new LocalSupervisor();
        await using var client = supervisor.Client();
        var output = new CollectedOutput();
        var spec = Shell("echo saved; exec sleep 1000");
        var process = client.Start(spec, default, output, Token);
        await output.FirstChunk.Task.WaitAsync(Token);
        supervisor.KillMain();
        Assert.IsType<ProcessResult.Lost>(await process.Completion.WaitAsync(Token));

        await using var later = supervisor.Client(epoch: 2);
        var again = new CollectedOutput();
        Assert.IsType<ProcessResult.Lost>(await later.Start(spec, default, again, Token).Completion.WaitAsync(Token));
        Assert.Equal("saved\n", again.Stdout);
    }

    [Fact]
    public async Task A_sandbox_that_says_why_it_is_gone_explains_the_loss()
    {
        await using var client = new SupervisorClient(
            _ => throw new SandboxException("pod failed: Evicted: disk pressure"), 1, new SupervisorOptions(), TimeProvider.System);
        var process = client.Start(Shell("echo never"), default, new CollectedOutput(), Token);
        Assert.Equal(new ProcessResult.Lost("pod failed: Evicted: disk pressure", Explained: true), await process.Completion.WaitAsync(Token));
    }

    [Fact]
    public async Task A_helper_that_never_answers_explains_nothing()
    {
        var impatient = new SupervisorOptions { AttemptsUntilLost = 2, FirstRetryDelay = TimeSpan.FromMilliseconds(1) };
        await using var client = new SupervisorClient(
            _ => throw new SupervisorConnectionException("silence"), 1, impatient, TimeProvider.System);
        var process = client.Start(Shell("echo never"), default, new CollectedOutput(), Token);
        Assert.Equal(new ProcessResult.Lost("its helper cannot be reached: silence"), await process.Completion.WaitAsync(Token));
    }

    [Fact]
    public async Task A_finished_process_keeps_its_result_after_the_supervisor_was_killed()
    {
        await using var supervisor = new LocalSupervisor();
        var spec = Shell("echo done; exit 7");
        await RunAsync(supervisor, spec);
        supervisor.KillMain();
        await using var later = supervisor.Client(epoch: 2);
        var output = new CollectedOutput();
        Assert.Equal(new ProcessResult.Exited(7), await later.Start(spec, default, output, Token).Completion.WaitAsync(Token));
        Assert.Equal("done\n", output.Stdout);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(12)]
    public async Task A_result_that_the_disk_has_only_in_part_is_a_loss(int bytes)
    {
        await using var supervisor = new LocalSupervisor();
        var spec = Shell("echo done; exit 7");
        await RunAsync(supervisor, spec);
        supervisor.KillMain();
        using (var record = File.OpenWrite(Path.Combine(supervisor.State, "spool", "task", "exit")))
        {
            record.SetLength(bytes);
        }

        await using var later = supervisor.Client(epoch: 2);
        var output = new CollectedOutput();
        Assert.IsType<ProcessResult.Lost>(await later.Start(spec, default, output, Token).Completion.WaitAsync(Token));
        Assert.Equal("done\n", output.Stdout);
    }

    [Fact]
    public async Task A_process_asked_for_while_the_sandbox_ends_never_begins()
    {
        await using var supervisor = new LocalSupervisor("--grace", "60");
        await using var client = supervisor.Client();
        var output = new CollectedOutput();
        var (go, ending, trace) = (
            Path.Combine(supervisor.Folder, "go"), Path.Combine(supervisor.Folder, "ending"), Path.Combine(supervisor.Folder, "trace"));
        var first = client.Start(
            Shell($"trap 'touch {ending}' TERM; echo up; until [ -e {go} ]; do sleep 0.02; done"), default, output, Token);
        await output.FirstChunk.Task.WaitAsync(Token);
        var ended = supervisor.TerminateMainAsync(Token);
        while (!File.Exists(ending))
        {
            await Task.Delay(10, Token);
        }

        var late = client.Start(Shell($"touch {trace}") with { Id = "late" }, default, new CollectedOutput(), Token);
        Assert.Equal(new ProcessResult.Lost("terminated"), await late.Completion.WaitAsync(Token));
        await File.WriteAllTextAsync(go, "", Token);
        await first.Completion.WaitAsync(Token);
        await ended;
        Assert.False(File.Exists(trace));
    }

    [Fact]
    public async Task A_helper_that_hangs_up_whenever_it_is_asked_is_given_up()
    {
        await using var supervisor = new LocalSupervisor();
        var impatient = new SupervisorOptions { AttemptsUntilLost = 3, FirstRetryDelay = TimeSpan.FromMilliseconds(1) };
        var opened = 0;
        await using var client = new SupervisorClient(
            _ =>
            {
                opened++;
                return Task.FromResult<IHelperStream>(ProcessHelperStream.Start("attach", "--state", supervisor.State, "--wait", "60"));
            },
            1,
            impatient,
            TimeProvider.System);
        var process = client.Start(Shell("echo never") with { Id = "no/id" }, default, new CollectedOutput(), Token);
        var lost = Assert.IsType<ProcessResult.Lost>(await process.Completion.WaitAsync(Token));
        Assert.Contains("process id", lost.Reason, StringComparison.Ordinal);
        Assert.Equal(3, opened);
    }

    [Fact]
    public async Task Processes_that_were_forgotten_leave_no_open_file()
    {
        await using var supervisor = new LocalSupervisor();
        await using var client = supervisor.Client();
        await RunAndForgetAsync("first");
        var before = OpenFiles();
        for (var i = 0; i < 20; i++)
        {
            await RunAndForgetAsync($"check-{i}");
        }

        while (OpenFiles() > before)
        {
            await Task.Delay(10, Token);
        }

        int OpenFiles() => Directory.EnumerateFileSystemEntries($"/proc/{supervisor.ProcessId}/fd").Count();

        async Task RunAndForgetAsync(string id)
        {
            var process = client.Start(Shell("echo out; echo err >&2") with { Id = id }, default, new CollectedOutput(), Token);
            await process.Completion.WaitAsync(Token);
            await process.ForgetAsync(Token);
        }
    }

    [Fact]
    public async Task A_higher_epoch_shuts_the_former_owner_out()
    {
        await using var supervisor = new LocalSupervisor();
        await using var old = supervisor.Client(epoch: 1);
        var output = new CollectedOutput();
        var go = Path.Combine(supervisor.Folder, "go");
        var spec = Shell($"echo up; until [ -e {go} ]; do sleep 0.02; done; echo end");
        var process = old.Start(spec, default, output, Token);
        await output.FirstChunk.Task.WaitAsync(Token);

        await using var current = supervisor.Client(epoch: 2);
        var again = new CollectedOutput();
        var followed = current.Start(spec, default, again, Token);
        await Assert.ThrowsAsync<SupersededException>(() => process.Completion.WaitAsync(Token));
        await File.WriteAllTextAsync(go, "", Token);
        Assert.Equal(new ProcessResult.Exited(0), await followed.Completion.WaitAsync(Token));
        Assert.Equal("up\nend\n", again.Stdout);
    }

    [Fact]
    public async Task A_process_waits_while_nobody_stores_its_output_and_loses_none()
    {
        await using var supervisor = new LocalSupervisor("--spool-cap", "1000000");
        await using var client = supervisor.Client();
        var output = new AcknowledgingOutput();
        var process = client.Start(
            Shell("head -c 20000000 /dev/zero; echo end >&2"), default, output, Token);
        output.Follow(process);
        Assert.Equal(new ProcessResult.Exited(0), await process.Completion.WaitAsync(Token));
        Assert.Equal(20_000_000, output.Bytes);
        var kept = Directory.EnumerateFiles(Path.Combine(supervisor.State, "spool", "task"), "stdout.*").Sum(f => new FileInfo(f).Length);
        Assert.InRange(kept, 0, 4_000_000);
    }

    [Fact]
    public async Task A_daemon_left_behind_does_not_keep_a_step_from_ending()
    {
        var (result, output) = await RunAsync(Shell("sleep 1000 & echo done"));
        Assert.Equal(new ProcessResult.Exited(0), result);
        Assert.Equal("done\n", output.Stdout);
    }

    internal static ProcessSpec Shell(string script) => new() { Id = "task", Command = ["sh", "-c", script] };

    private static async Task<(ProcessResult Result, CollectedOutput Output)> RunAsync(ProcessSpec spec)
    {
        await using var supervisor = new LocalSupervisor();
        return await RunAsync(supervisor, spec);
    }

    private static async Task<(ProcessResult Result, CollectedOutput Output)> RunAsync(LocalSupervisor supervisor, ProcessSpec spec)
    {
        await using var client = supervisor.Client();
        var output = new CollectedOutput();
        var result = await client.Start(spec, default, output, Token).Completion.WaitAsync(Token);
        return (result, output);
    }

    private sealed class RestOutput : IProcessOutput
    {
        public string Text { get; private set; } = "";

        public ValueTask WriteAsync(ProcessStream stream, long offset, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
        {
            Text += System.Text.Encoding.UTF8.GetString(data.Span);
            return ValueTask.CompletedTask;
        }
    }

    private sealed class AcknowledgingOutput : IProcessOutput
    {
        private readonly TaskCompletionSource<SandboxProcess> _process = new();

        public long Bytes { get; private set; }

        public void Follow(SandboxProcess process) => _process.SetResult(process);

        public async ValueTask WriteAsync(ProcessStream stream, long offset, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
        {
            if (stream == ProcessStream.Stdout)
            {
                Bytes += data.Length;
                (await _process.Task).Acknowledge(new OutputPosition(offset + data.Length, 0));
            }
        }
    }
}
