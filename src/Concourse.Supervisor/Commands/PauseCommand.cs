using System.Runtime.InteropServices;
using Concourse.Supervisor.Processes;

namespace Concourse.Supervisor.Commands;

/// <summary>
/// <c>pause [--state DIR]</c>: the helper container's main process: waits to be ended and reaps what execs leave behind. Makes
/// the state directory usable for anyone first, since main may be another user.
/// </summary>
internal static class PauseCommand
{
    private const UnixFileMode ForAnyone = (UnixFileMode)0x1FF;

    public static int Run(ReadOnlySpan<string> arguments)
    {
        var options = Options.Parse(arguments, ["--state"], []);
        if (options.Value("--state") is { } state)
        {
            Directory.CreateDirectory(state);
            File.SetUnixFileMode(state, ForAnyone);
        }

        new ChildReaper().StartThread();
        using var ended = new ManualResetEventSlim();
        using var term = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
        {
            context.Cancel = true;
            ended.Set();
        });
        ended.Wait();
        return 0;
    }
}
