using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Fly.Tests.Programs;

/// <summary>What only the built program as a process can show: exit codes, terminals, signals.</summary>
public sealed partial class ProcessTests : IDisposable
{
    private const int Interrupt = 2;
    private const int Terminate = 15;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "fly");

    private readonly string home = Directory.CreateTempSubdirectory("fly").FullName;

    public void Dispose() => Directory.Delete(home, recursive: true);

    [Fact]
    public async Task The_version_is_the_release_it_is_compatible_with()
    {
        var (code, output, error) = await RunAsync(Program, "--version");

        Assert.Equal((0, "8.2.5\n", ""), (code, output, error));
    }

    [Fact]
    public async Task A_mistake_ends_with_1_and_is_told_on_stderr()
    {
        var (code, output, error) = await RunAsync(Program, "jobs");

        Assert.Equal((1, "", "error: the required flag `-p, --pipeline' was not specified\n"), (code, output, error));
    }

    [Fact]
    public async Task A_shell_that_asks_for_completions_runs_no_command()
    {
        new Fly.Targets.FlyRc(home).Save("ci", new Fly.Targets.Target { Api = "http://127.0.0.1:1", Team = "main" });

        var (code, output, error) = await RunAsync("env", "GO_FLAGS_COMPLETION=1", Program, "-t", "ci", "delete-target");

        Assert.Equal((0, "", ""), (code, output, error));
        Assert.NotEmpty(new Fly.Targets.FlyRc(home).Load());
    }

    [Fact]
    public async Task The_help_of_a_command_says_what_its_flags_are_by_default()
    {
        var (_, output, _) = await RunAsync(Program, "builds", "--help");

        Assert.Contains("  -c, --count=               How many builds to show (default: 50)\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Headers_are_printed_on_a_real_terminal_only_and_nothing_else_is()
    {
        var piped = await RunAsync(Program, "targets");
        var onTerminal = await RunAsync("script", "-qec", $"{Program} targets", "/dev/null");

        Assert.Equal("", piped.Output);
        Assert.Equal("\e[1mname\e[22m  \e[1murl\e[22m  \e[1mteam\e[22m  \e[1mexpiry\e[22m\r\n", onTerminal.Output);
    }

    [Theory]
    [InlineData("Europe/Berlin", "2026-01-02 11:15:00 +0100 CET")]
    [InlineData("Asia/Tokyo", "2026-01-02 19:15:00 +0900 JST")]
    [InlineData("America/Sao_Paulo", "2026-01-02 07:15:00 -0300 -03")]
    [InlineData("UTC", "2026-01-02 10:15:00 +0000 UTC")]
    public async Task Times_name_the_zone_of_the_machine(string zone, string time)
    {
        await using var server = await StrictServer.StartAsync();
        server.On("GET /api/v1/teams/main/pipelines", """
            [{"id":1,"name":"hello","paused":false,"public":false,"archived":false,"team_name":"main","last_updated":1767348900}]
            """);
        new Fly.Targets.FlyRc(home).Save("ci", new Fly.Targets.Target { Api = server.Url, Team = "main" });

        var (_, output, _) = await RunAsync("env", $"TZ={zone}", Program, "-t", "ci", "pipelines");

        Assert.Equal($"1  hello  no  no  {time}\n", output);
    }

    [Fact]
    public async Task Output_is_appended_to_a_file_that_others_write_to()
    {
        var log = Path.Combine(home, "log");

        await RunAsync("sh", "-c", $"(echo before; {Program} --version; {Program} jobs; echo behind) > {log} 2>&1");

        Assert.Equal(
            "before\n8.2.5\nerror: the required flag `-p, --pipeline' was not specified\nbehind\n",
            await File.ReadAllTextAsync(log, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_reader_that_is_gone_ends_fly_without_a_word()
    {
        var gate = Path.Combine(home, "gate");

        var (_, output, error) = await RunAsync(
            "sh", "-c", $"mkfifo {gate}; (read _ < {gate}; {Program} help; echo $? >&2) | (exec <&-; echo > {gate})");

        Assert.Equal(("", "141\n"), (output, error));
    }

    [Theory]
    [InlineData(Interrupt, false)]
    [InlineData(Terminate, false)]
    [InlineData(Interrupt, true)] // what a shell script's `fly … &` starts with
    public async Task A_signal_while_watching_detaches_with_exit_code_2(int signal, bool ignored)
    {
        await using var server = await StrictServer.StartAsync();
        var watched = new TaskCompletionSource();
        server.On("POST /api/v1/teams/main/pipelines/hello/jobs/greet/builds", """
                {"id":7,"name":"3","status":"pending","api_url":"/api/v1/builds/7","team_name":"main"}
                """)
            .On("GET /api/v1/builds/7/events", async context =>
            {
                context.Response.ContentType = "text/event-stream";
                await context.Response.Body.FlushAsync(context.RequestAborted);
                watched.SetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted);
            });
        new Fly.Targets.FlyRc(home).Save("ci", new Fly.Targets.Target { Api = server.Url, Team = "main" });
        string[] line = [Program, "-t", "ci", "trigger-job", "-j", "hello/greet", "-w"];

        using var fly = Start("sh", [.. (string[])["-c", $"{(ignored ? "trap '' INT; " : "")}exec \"$0\" \"$@\""], .. line]);
        await watched.Task.WaitAsync(Deadline, TestContext.Current.CancellationToken);
        Assert.Equal(0, Kill(fly.Id, signal));
        var (code, output, error) = await EndAsync(fly);

        Assert.True(code == 2, $"exit {code}: {error}");
        Assert.Equal("started hello/greet #3\n\n", output);
        Assert.Equal(
            "\ndetached, build is still running...\nre-attach to it with:\n\n    fly -t ci watch -j hello/greet -b 3\n\n", error);
    }

    private async Task<(int Code, string Output, string Error)> RunAsync(string program, params string[] arguments)
    {
        using var process = Start(program, arguments);
        return await EndAsync(process);
    }

    private Process Start(string program, params IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["FLY_HOME"] = home;
        var process = Process.Start(start)!;
        process.StandardInput.Close();
        return process;
    }

    private static async Task<(int Code, string Output, string Error)> EndAsync(Process process)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(Deadline);
        var output = process.StandardOutput.ReadToEndAsync(deadline.Token);
        var error = process.StandardError.ReadToEndAsync(deadline.Token);
        await process.WaitForExitAsync(deadline.Token);
        return (process.ExitCode, await output, await error);
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int pid, int signal);
}
