using System.Runtime.InteropServices;
using Concourse.Supervisor.Control;
using Concourse.Supervisor.Native;
using Concourse.Supervisor.Network;
using Concourse.Supervisor.Processes;
using Concourse.Supervisor.Spool;
using Concourse.Supervisor.Volumes;

namespace Concourse.Supervisor.Commands;

/// <summary><c>run --state DIR</c>: PID 1 of a step's container. Ends only by a signal.</summary>
internal static class RunCommand
{
    /// <summary>Unacknowledged bytes per stream at which a process's output begins to wait.</summary>
    private const long DefaultSpoolCap = 64 * 1024 * 1024;

    private const int BecomeSubreaper = 36;
    private static readonly TimeSpan DefaultGrace = TimeSpan.FromSeconds(10);

    public static int Run(ReadOnlySpan<string> arguments)
    {
        var options = Options.Parse(arguments, ["--state", "--grace", "--spool-cap", "--rootfs"], ["--hermetic"]);
        var layout = new SpoolLayout(Path.GetFullPath(options.Required("--state")));
        var grace = options.Seconds("--grace", DefaultGrace);

        // The helper, which may be another user, reads and acknowledges what lies in the state directory.
        Libc.SetFileModeMask(0);
        Signals.IgnoreBrokenPipes();
        Libc.ProcessControl(BecomeSubreaper, 1, 0, 0, 0);

        if (options.Has("--hermetic") && NetworkLinks.Up() is { Count: > 0 } links)
        {
            throw new IOException($"the step is hermetic, but its network links are up: {string.Join(", ", links)}");
        }

        if (options.Value("--rootfs") is { } rootfs)
        {
            RootFileSystem.Unpack(rootfs);
        }

        var reaper = new ChildReaper();
        var processes = new ProcessTable(layout, new Launcher(reaper), options.Bytes("--spool-cap", DefaultSpoolCap));
        processes.Recover();
        reaper.StartThread();
        using var terminated = new ManualResetEventSlim();
        using var term = OnSignal(PosixSignal.SIGTERM, terminated);
        using var interrupt = OnSignal(PosixSignal.SIGINT, terminated);
        new Thread(new ControlServer(layout, processes).Run) { IsBackground = true, Name = "control" }.Start();
        terminated.Wait();
        processes.TerminateAll("terminated", grace);
        return 0;
    }

    private static PosixSignalRegistration OnSignal(PosixSignal signal, ManualResetEventSlim raised) =>
        PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            raised.Set();
        });
}
