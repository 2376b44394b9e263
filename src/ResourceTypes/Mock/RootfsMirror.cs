namespace ResourceTypes.Mock;

/// <summary>Copies a root file system with its modes and links. Ownership is that of the copying user.</summary>
internal static class RootfsMirror
{
    /// <summary>Made, but left empty: a container gets its own of these, and the destination lies below <c>/tmp</c>.</summary>
    private static readonly string[] Empty = ["tmp", "dev", "proc", "sys"];

    /// <param name="root">Folder to copy, usually <c>/</c>.</param>
    /// <param name="destination">Made when missing.</param>
    /// <param name="mountPoints">Folders below <paramref name="root"/> that are copied without their contents.</param>
    /// <param name="ct">Ends the copy between two files.</param>
    public static void Copy(string root, string destination, IReadOnlySet<string> mountPoints, CancellationToken ct)
    {
        var empty = Empty.Select(name => Path.Combine(root, name)).Concat(mountPoints).ToHashSet(StringComparer.Ordinal);
        CopyFolder(new DirectoryInfo(root), destination, empty, ct);
    }

    private static void CopyFolder(DirectoryInfo from, string to, HashSet<string> empty, CancellationToken ct)
    {
        Directory.CreateDirectory(to);
        if (!empty.Contains(from.FullName))
        {
            foreach (var entry in from.EnumerateFileSystemInfos())
            {
                ct.ThrowIfCancellationRequested();
                CopyEntry(entry, Path.Combine(to, entry.Name), empty, ct);
            }
        }

        // Last, so that a folder without the write bit can be filled.
        File.SetUnixFileMode(to, from.UnixFileMode);
    }

    private static void CopyEntry(FileSystemInfo entry, string to, HashSet<string> empty, CancellationToken ct)
    {
        if (entry.LinkTarget is { } target)
        {
            File.CreateSymbolicLink(to, target);
        }
        else if (entry is DirectoryInfo folder)
        {
            CopyFolder(folder, to, empty, ct);
        }
        else if (entry.Attributes.HasFlag(FileAttributes.Normal) || !entry.Attributes.HasFlag(FileAttributes.Device))
        {
            File.Copy(entry.FullName, to);
            File.SetUnixFileMode(to, entry.UnixFileMode);
        }
    }
}
