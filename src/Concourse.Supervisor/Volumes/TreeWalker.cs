using System.Runtime.InteropServices;
using Concourse.Supervisor.Native;
using Microsoft.Win32.SafeHandles;

namespace Concourse.Supervisor.Volumes;

/// <summary>Visits a tree, folders before what is in them, names in order, without following links.</summary>
internal static unsafe class TreeWalker
{
    private const int NameOffset = 19;

    /// <param name="start">A file or folder.</param>
    /// <param name="visit">Called for each entry, the start first; false: do not descend.</param>
    public static void Walk(TreePlace start, Func<TreeEntry, bool> visit)
    {
        var status = RootedTree.StatusOf(start.Folder, start.Name) ?? throw new ErrnoException(start.Name, Errno.NotFound);
        Visit(new TreeEntry(status.Kind == FileKind.Directory ? "" : start.Name, start.Folder, start.Name, status), visit);
    }

    private static void Visit(TreeEntry entry, Func<TreeEntry, bool> visit)
    {
        if (!visit(entry) || entry.Status.Kind != FileKind.Directory)
        {
            return;
        }

        using var folder = Descriptors.Open(
            entry.Name, OpenFlags.ReadOnly | OpenFlags.Directory | OpenFlags.NoFollow, directory: entry.Folder.Number());
        foreach (var name in Names(folder))
        {
            // It may have been removed since: a running step's tree changes.
            if (RootedTree.StatusOf(folder, name) is { } status)
            {
                Visit(new TreeEntry(entry.Path.Length == 0 ? name : $"{entry.Path}/{name}", folder, name, status), visit);
            }
        }
    }

    /// <summary>What is in a folder, in order, without <c>.</c> and <c>..</c>.</summary>
    public static List<string> Names(SafeFileHandle folder)
    {
        var names = new List<string>();
        var own = Descriptors.Open(".", OpenFlags.ReadOnly | OpenFlags.Directory, directory: folder.Number());
        var stream = Libc.OpenDirectoryStream(own.Number());
        if (stream == 0)
        {
            throw ErrnoException.Last("read folder");
        }

        own.SetHandleAsInvalid(); // closedir closes it
        for (var entry = Libc.ReadDirectory(stream); entry is not null; entry = Libc.ReadDirectory(stream))
        {
            var name = Marshal.PtrToStringUTF8((nint)(entry + NameOffset))!;
            if (name is not ("." or ".."))
            {
                names.Add(name);
            }
        }

        Libc.CloseDirectoryStream(stream);
        names.Sort(StringComparer.Ordinal);
        return names;
    }
}
