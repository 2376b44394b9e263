using System.Formats.Tar;
using Concourse.Supervisor.Native;

namespace Concourse.Supervisor.Volumes;

/// <summary>
/// Writes a tree as tar, entry by entry: names relative to the start, hard links kept, sockets left out, owners as numbers
/// (TarWriter's own reading of a path needs /etc/passwd, which an image may lack).
/// </summary>
internal static class TarPacker
{
    public static void Pack(TreePlace start, Stream destination)
    {
        var firstNames = new Dictionary<(ulong, ulong), string>();
        using var writer = new TarWriter(destination, TarEntryFormat.Pax, leaveOpen: true);
        TreeWalker.Walk(start, entry =>
        {
            Write(writer, entry, firstNames);
            return true;
        });
    }

    private static void Write(TarWriter writer, TreeEntry entry, Dictionary<(ulong, ulong), string> firstNames)
    {
        var status = entry.Status;
        switch (status.Kind)
        {
            case FileKind.Directory:
                writer.WriteEntry(New(TarEntryType.Directory, entry.Path.Length == 0 ? "./" : $"./{entry.Path}/", status));
                break;
            case FileKind.SymbolicLink:
                var link = New(TarEntryType.SymbolicLink, "./" + entry.Path, status);
                link.LinkName = entry.ReadLink();
                writer.WriteEntry(link);
                break;
            case FileKind.Regular when status.LinkCount > 1 && firstNames.TryGetValue(status.Identity, out var first):
                var hardLink = New(TarEntryType.HardLink, "./" + entry.Path, status);
                hardLink.LinkName = first;
                writer.WriteEntry(hardLink);
                break;
            case FileKind.Regular:
                firstNames[status.Identity] = "./" + entry.Path;
                using (var content = entry.OpenRead())
                {
                    var file = New(TarEntryType.RegularFile, "./" + entry.Path, status);
                    file.DataStream = new FixedLengthStream(content, status.Size);
                    writer.WriteEntry(file);
                }

                break;
            case FileKind.Fifo:
                writer.WriteEntry(New(TarEntryType.Fifo, "./" + entry.Path, status));
                break;
            case FileKind.CharacterDevice or FileKind.BlockDevice:
                var type = status.Kind == FileKind.BlockDevice ? TarEntryType.BlockDevice : TarEntryType.CharacterDevice;
                var device = New(type, "./" + entry.Path, status);
                (device.DeviceMajor, device.DeviceMinor) = ((int)status.DeviceMajor, (int)status.DeviceMinor);
                writer.WriteEntry(device);
                break;
            default:
                break; // A socket means nothing without the process that listens.
        }
    }

    private static PaxTarEntry New(TarEntryType type, string name, FileStatus status) => new(type, name)
    {
        Uid = (int)status.Uid,
        Gid = (int)status.Gid,
        Mode = (UnixFileMode)status.Mode,
        ModificationTime = DateTimeOffset.FromUnixTimeSeconds(status.ModifiedSeconds).AddTicks(status.ModifiedNanoseconds / 100),
    };
}
