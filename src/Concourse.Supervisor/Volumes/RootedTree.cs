using System.Runtime.InteropServices;
using System.Text;
using Concourse.Supervisor.Native;
using Microsoft.Win32.SafeHandles;

namespace Concourse.Supervisor.Volumes;

/// <summary>
/// Names inside a directory, resolved as if it were the root of the file system: <c>..</c> stops there, and symbolic links,
/// absolute ones too, lead nowhere else. Every step is taken by descriptor without following, so neither a hostile archive nor
/// a step that swaps a folder for a link meanwhile can lead out.
/// </summary>
internal sealed unsafe class RootedTree(SafeFileHandle root) : IDisposable
{
    private const int DoNotFollow = 0x100;
    private const uint BasicStatus = 0x7FF;
    private const int MostLinks = 40;
    private const uint NewFolderMode = 0x1ED; // rwxr-xr-x

    public static RootedTree Open(string path) =>
        new(Descriptors.Open(path, OpenFlags.PathOnly | OpenFlags.Directory));

    /// <summary>The folder that holds the path's last name, and that name; <c>.</c> for the root itself.</summary>
    /// <param name="path">Relative or absolute; both begin at the root.</param>
    /// <param name="makeParents">Make folders that are missing on the way.</param>
    /// <param name="followLast">Resolve the last name too when it is a symbolic link.</param>
    public TreePlace Find(string path, bool makeParents = false, bool followLast = false)
    {
        var folders = new Stack<SafeFileHandle>();
        folders.Push(Duplicate(root));
        try
        {
            var names = new Stack<string>(Split(path).Reverse());
            var links = 0;
            var last = ".";
            while (names.TryPop(out var name))
            {
                last = ".";
                if (name == "..")
                {
                    if (folders.Count > 1)
                    {
                        folders.Pop().Dispose();
                    }

                    continue;
                }

                var isLast = names.Count == 0;
                var folder = folders.Peek();
                if ((!isLast || followLast) && StatusOf(folder, name) is { Kind: FileKind.SymbolicLink })
                {
                    Descriptors.Check(++links > MostLinks ? Fail(Errno.TooManyLinks) : 0, path);
                    var target = ReadLink(folder, name);
                    while (target.StartsWith('/') && folders.Count > 1)
                    {
                        folders.Pop().Dispose();
                    }

                    foreach (var part in Split(target).Reverse())
                    {
                        names.Push(part);
                    }

                    continue;
                }

                if (isLast)
                {
                    last = name;
                    break;
                }

                folders.Push(Enter(folder, name, makeParents));
            }

            return new TreePlace(folders.Pop(), last);
        }
        finally
        {
            foreach (var folder in folders)
            {
                folder.Dispose();
            }
        }
    }

    /// <summary>Opens the path as a folder, made with its parents when missing and asked for.</summary>
    public SafeFileHandle OpenFolder(string path, bool make)
    {
        using var place = Find(path, make, followLast: true);
        return Enter(place.Folder, place.Name, make);
    }

    public void Dispose() => root.Dispose();

    /// <summary>Null when there is nothing of that name. Links are not followed.</summary>
    public static FileStatus? StatusOf(SafeFileHandle folder, string name)
    {
        FileStatus status;
        return Libc.StatusAt(folder.Number(), name, DoNotFollow, BasicStatus, &status) == 0 ? status
            : Marshal.GetLastPInvokeError() is Errno.NotFound ? null
            : throw ErrnoException.Last(name);
    }

    public static string ReadLink(SafeFileHandle folder, string name)
    {
        const int longest = 4096;
        var buffer = stackalloc byte[longest];
        var count = Libc.ReadLinkAt(folder.Number(), name, buffer, longest);
        return count >= 0 ? Encoding.UTF8.GetString(buffer, (int)count) : throw ErrnoException.Last(name);
    }

    public static SafeFileHandle Enter(SafeFileHandle folder, string name, bool make)
    {
        if (make && Libc.MakeDirectoryAt(folder.Number(), name, NewFolderMode) < 0
            && Marshal.GetLastPInvokeError() != Errno.Exists)
        {
            throw ErrnoException.Last(name);
        }

        return Descriptors.Open(
            name, OpenFlags.PathOnly | OpenFlags.Directory | OpenFlags.NoFollow, directory: folder.Number());
    }

    private static SafeFileHandle Duplicate(SafeFileHandle folder) =>
        Descriptors.Open(".", OpenFlags.PathOnly | OpenFlags.Directory, directory: folder.Number());

    private static IEnumerable<string> Split(string path) =>
        path.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(name => name != ".");

    private static int Fail(int errno)
    {
        Marshal.SetLastPInvokeError(errno);
        return -1;
    }
}
