using Concourse.Supervisor.Attach;
using Concourse.Supervisor.Framing;
using Concourse.Supervisor.Native;
using Concourse.Supervisor.Spool;
using Microsoft.Win32.SafeHandles;

namespace Concourse.Supervisor.Commands;

/// <summary><c>attach --state DIR [--wait SECONDS] [--volumes ROOT]</c>: bridges a client on stdin and stdout to the sandbox.</summary>
internal static class AttachCommand
{
    public static int Run(ReadOnlySpan<string> arguments)
    {
        var options = Options.Parse(arguments, ["--state", "--wait", "--volumes", "--heartbeat", "--dead"], []);
        var layout = new SpoolLayout(Path.GetFullPath(options.Required("--state")));
        Libc.SetFileModeMask(0);
        Signals.IgnoreBrokenPipes();
        using var stdin = new SafeFileHandle(0, ownsHandle: false);
        using var stdout = new SafeFileHandle(1, ownsHandle: false);
        var attachOptions = new AttachOptions
        {
            Wait = options.Seconds("--wait", TimeSpan.Zero),
            Volumes = options.Value("--volumes") is { } volumes ? Path.GetFullPath(volumes) : null,
        };
        attachOptions = attachOptions with
        {
            HeartbeatInterval = options.Seconds("--heartbeat", attachOptions.HeartbeatInterval),
            DeadAfter = options.Seconds("--dead", attachOptions.DeadAfter),
        };
        new AttachSession(new FrameConnection(stdin, stdout), layout, attachOptions).Run();
        return 0;
    }
}
