using System.Runtime.InteropServices;
using Concourse.Supervisor.Native;

namespace Concourse.Supervisor.Processes;

/// <summary>A process's working directory is made when it is missing, as Concourse's worker does.</summary>
internal static class WorkingDirectory
{
    private const uint Mode = 0x1ED; // rwxr-xr-x

    /// <param name="path">Absolute path.</param>
    /// <param name="owner">Owns what had to be made; null: the supervisor's own user.</param>
    public static void Make(string path, UserIdentity? owner)
    {
        var made = "/";
        foreach (var part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            made = Path.Combine(made, part);
            if (Libc.MakeDirectoryAt(Descriptors.CurrentDirectory, made, Mode) == 0)
            {
                if (owner is not null)
                {
                    Descriptors.Check(Libc.ChangeOwnerAt(Descriptors.CurrentDirectory, made, owner.Uid, owner.Gid, 0), made);
                }
            }
            else if (!Exists(made, Marshal.GetLastPInvokeError()))
            {
                throw new ErrnoException($"make working directory {made}", Marshal.GetLastPInvokeError());
            }
        }
    }

    /// <summary>A read-only or foreign parent is no fault as long as the directory is there.</summary>
    private static bool Exists(string path, int errno)
    {
        if (errno == Errno.Exists || Directory.Exists(path))
        {
            return true;
        }

        Marshal.SetLastPInvokeError(errno);
        return false;
    }
}
