using Concourse.Supervisor.Native;

namespace Concourse.Supervisor.Volumes;

/// <summary>Copies a tree into a folder of another, with owners, permissions, times and links.</summary>
internal static class TreeCopier
{
    /// <param name="source">A folder.</param>
    /// <param name="destination">Into which its content goes.</param>
    /// <param name="leaveOut">Paths (relative, without a leading slash) that are skipped with all below them; null: none.</param>
    public static void Copy(TreePlace source, RootedTree destination, Func<string, bool>? leaveOut = null)
    {
        var writer = new TreeWriter(destination);
        var firstNames = new Dictionary<(ulong, ulong), string>();
        TreeWalker.Walk(source, entry =>
        {
            if (leaveOut?.Invoke(entry.Path) == true)
            {
                return false;
            }

            Write(writer, entry, firstNames);
            return true;
        });
        writer.Finish();
    }

    private static void Write(TreeWriter writer, TreeEntry entry, Dictionary<(ulong, ulong), string> firstNames)
    {
        var status = entry.Status;
        var attributes = EntryAttributes.Of(status);
        switch (status.Kind)
        {
            case FileKind.Directory:
                writer.WriteFolder(entry.Path, attributes);
                break;
            case FileKind.SymbolicLink:
                writer.WriteSymbolicLink(entry.Path, attributes, entry.ReadLink());
                break;
            case FileKind.Regular when status.LinkCount > 1 && firstNames.TryGetValue(status.Identity, out var first):
                writer.WriteHardLink(entry.Path, first);
                break;
            case FileKind.Regular:
                firstNames[status.Identity] = entry.Path;
                using (var content = entry.OpenRead())
                {
                    writer.WriteFile(entry.Path, attributes, content);
                }

                break;
            case FileKind.Socket:
                break;
            default:
                writer.WriteNode(entry.Path, attributes, status.Kind, status.DeviceMajor, status.DeviceMinor);
                break;
        }
    }
}
