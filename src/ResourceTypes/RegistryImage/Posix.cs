using System.Runtime.InteropServices;
using ResourceTypes.Protocol;

namespace ResourceTypes.RegistryImage;

/// <summary>System calls that .NET does not offer.</summary>
internal static partial class Posix
{
    /// <summary>Does nothing unless this process is root: others may not give files away.</summary>
    public static void SetOwner(string path, int uid, int gid)
    {
        if (Environment.IsPrivilegedProcess && ChangeOwner(path, (uint)uid, (uint)gid) != 0)
        {
            throw new ResourceException($"cannot change the owner of {path}: {Marshal.GetLastPInvokeErrorMessage()}");
        }
    }

    public static void Link(string existing, string path)
    {
        if (CreateLink(existing, path) != 0)
        {
            throw new ResourceException($"cannot link {path} to {existing}: {Marshal.GetLastPInvokeErrorMessage()}");
        }
    }

    [LibraryImport("libc", EntryPoint = "lchown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChangeOwner(string path, uint uid, uint gid);

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int CreateLink(string existing, string path);
}
