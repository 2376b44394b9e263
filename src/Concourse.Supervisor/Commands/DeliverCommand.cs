using Concourse.Supervisor.Native;
using Concourse.Supervisor.Network;

namespace Concourse.Supervisor.Commands;

/// <summary>
/// <c>deliver DEST [--hermetic]</c>: copies this binary to where main will start it from; with <c>--hermetic</c> it takes the
/// sandbox's network down first, so that main never sees it up.
/// </summary>
internal static class DeliverCommand
{
    private const UnixFileMode Executable =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    public static int Run(ReadOnlySpan<string> arguments)
    {
        var options = Options.Parse(arguments, [], ["--hermetic"]);
        var destination = options.Operand ?? throw new UsageException("deliver needs a destination");
        Libc.SetFileModeMask(0);
        if (options.Has("--hermetic"))
        {
            NetworkLinks.TakeDown();
        }

        // Renamed into place: whoever finds the name finds all of it.
        var aside = destination + ".new";
        File.Copy("/proc/self/exe", aside, overwrite: true);
        File.SetUnixFileMode(aside, Executable);
        File.Move(aside, destination, overwrite: true);
        return 0;
    }
}
