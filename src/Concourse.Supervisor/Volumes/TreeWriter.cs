using System.Runtime.InteropServices;
using Concourse.Supervisor.Native;

namespace Concourse.Supervisor.Volumes;

/// <summary>
/// Writes entries below a folder, replacing what is there. Names come from archives that nobody vouches for: they resolve inside
/// the folder only. Folders get their permissions at the end, so that a read-only one can still be filled.
/// </summary>
internal sealed class TreeWriter(RootedTree tree)
{
    private const int DoNotFollow = 0x100;
    private const int RemoveFolder = 0x200;
    private const uint OwnerOnly = 0x180; // rw-------

    private readonly List<(string Path, EntryAttributes Attributes)> _folders = [];

    public void WriteFolder(string path, EntryAttributes attributes)
    {
        using var place = tree.Find(path, makeParents: true);
        if (place.Name != ".")
        {
            if (RootedTree.StatusOf(place.Folder, place.Name) is { Kind: not (FileKind.Directory or FileKind.SymbolicLink) })
            {
                Remove(place);
            }

            // A link to a folder that the archive or the image brought before stands for that folder.
            tree.OpenFolder(path, make: true).Dispose();
        }

        _folders.Add((path, attributes));
    }

    public void WriteFile(string path, EntryAttributes attributes, Stream content)
    {
        using var place = Clear(path);
        using (var file = Descriptors.Open(
            place.Name,
            OpenFlags.WriteOnly | OpenFlags.Create | OpenFlags.Exclusive | OpenFlags.NoFollow,
            OwnerOnly,
            place.Folder.Number()))
        {
            using (var stream = new FileStream(file, FileAccess.Write, bufferSize: 0))
            {
                content.CopyTo(stream, 128 * 1024);
                // The owner first: chown clears setuid.
                TryOwn(Libc.ChangeOwner(file, attributes.Uid, attributes.Gid), path);
                Descriptors.Check(Libc.ChangeMode(file, attributes.Mode), path);
            }
        }

        SetTime(place, attributes);
    }

    public void WriteSymbolicLink(string path, EntryAttributes attributes, string target)
    {
        using var place = Clear(path);
        Descriptors.Check(Libc.MakeSymbolicLinkAt(target, place.Folder.Number(), place.Name), path);
        Own(place, attributes);
        SetTime(place, attributes);
    }

    public void WriteHardLink(string path, string target)
    {
        using var existing = tree.Find(target);
        using var place = Clear(path);
        Descriptors.Check(
            Libc.MakeHardLinkAt(existing.Folder.Number(), existing.Name, place.Folder.Number(), place.Name, 0), path);
    }

    /// <summary>A named pipe or a device. Devices are left out where the container may not make any.</summary>
    public void WriteNode(string path, EntryAttributes attributes, FileKind kind, uint major, uint minor)
    {
        using var place = Clear(path);
        var device = ((ulong)(major & 0xFFFFF000) << 32) | ((major & 0xFFFUL) << 8) | ((minor & 0xFFFFFF00UL) << 12) | (minor & 0xFF);
        if (Libc.MakeNodeAt(place.Folder.Number(), place.Name, (uint)kind | attributes.Mode, device) == 0)
        {
            Own(place, attributes);
            SetTime(place, attributes);
        }
        else if (Marshal.GetLastPInvokeError() != Errno.NotPermitted)
        {
            throw ErrnoException.Last(path);
        }
    }

    /// <summary>To be called after the last entry.</summary>
    public void Finish()
    {
        for (var i = _folders.Count - 1; i >= 0; i--)
        {
            var (path, attributes) = _folders[i];
            using var folder = tree.OpenFolder(path, make: false);
            using var readable = Descriptors.Open(".", OpenFlags.ReadOnly | OpenFlags.Directory, directory: folder.Number());
            TryOwn(Libc.ChangeOwner(readable, attributes.Uid, attributes.Gid), path);
            Descriptors.Check(Libc.ChangeMode(readable, attributes.Mode), path);
            SetTime(new TreePlace(folder, "."), attributes);
        }
    }

    /// <summary>Removes a file, link or whole folder.</summary>
    public static void Remove(TreePlace place)
    {
        if (RootedTree.StatusOf(place.Folder, place.Name) is not { } status)
        {
            return;
        }

        if (status.Kind == FileKind.Directory)
        {
            using var folder = Descriptors.Open(
                place.Name, OpenFlags.ReadOnly | OpenFlags.Directory | OpenFlags.NoFollow, directory: place.Folder.Number());
            foreach (var name in TreeWalker.Names(folder))
            {
                Remove(new TreePlace(folder, name));
            }
        }

        Descriptors.Check(
            Libc.RemoveAt(place.Folder.Number(), place.Name, status.Kind == FileKind.Directory ? RemoveFolder : 0), place.Name);
    }

    private TreePlace Clear(string path)
    {
        var place = tree.Find(path, makeParents: true);
        if (place.Name == ".")
        {
            place.Dispose();
            throw new InvalidDataException($"'{path}' names the volume itself");
        }

        Remove(place);
        return place;
    }

    private static void Own(TreePlace place, EntryAttributes attributes) => TryOwn(
        Libc.ChangeOwnerAt(place.Folder.Number(), place.Name, attributes.Uid, attributes.Gid, DoNotFollow), place.Name);

    /// <summary>A helper that is not root cannot give files away; they are then its own.</summary>
    private static void TryOwn(int result, string path)
    {
        if (result < 0 && Marshal.GetLastPInvokeError() != Errno.NotPermitted)
        {
            throw ErrnoException.Last(path);
        }
    }

    private static unsafe void SetTime(TreePlace place, EntryAttributes attributes)
    {
        var times = stackalloc long[4]
        {
            attributes.ModifiedSeconds, attributes.ModifiedNanoseconds, attributes.ModifiedSeconds, attributes.ModifiedNanoseconds,
        };
        Descriptors.Check(Libc.SetTimesAt(place.Folder.Number(), place.Name, times, DoNotFollow), place.Name);
    }
}
