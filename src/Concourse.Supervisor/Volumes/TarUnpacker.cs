using System.Formats.Tar;
using Concourse.Supervisor.Native;

namespace Concourse.Supervisor.Volumes;

/// <summary>
/// Writes a tar's entries into a folder with their owners, permissions, times and links. (TarFile.ExtractToDirectory refuses
/// absolute symbolic links, which are legitimate in a root file system, and drops owners.)
/// </summary>
internal static class TarUnpacker
{
    public static void Unpack(Stream source, RootedTree destination)
    {
        var writer = new TreeWriter(destination);
        using (var reader = new TarReader(source, leaveOpen: true))
        {
            while (reader.GetNextEntry() is { } entry)
            {
                Write(writer, entry);
            }
        }

        writer.Finish();
    }

    private static void Write(TreeWriter writer, TarEntry entry)
    {
        var time = entry.ModificationTime;
        var attributes = new EntryAttributes(
            (uint)entry.Uid,
            (uint)entry.Gid,
            (uint)entry.Mode,
            time.ToUnixTimeSeconds(),
            (time.UtcTicks % TimeSpan.TicksPerSecond) * 100);
        switch (entry.EntryType)
        {
            case TarEntryType.Directory or TarEntryType.DirectoryList:
                writer.WriteFolder(entry.Name, attributes);
                break;
            case TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile:
                writer.WriteFile(entry.Name, attributes, entry.DataStream ?? Stream.Null);
                break;
            case TarEntryType.SymbolicLink:
                writer.WriteSymbolicLink(entry.Name, attributes, entry.LinkName);
                break;
            case TarEntryType.HardLink:
                writer.WriteHardLink(entry.Name, entry.LinkName);
                break;
            case TarEntryType.Fifo:
                writer.WriteNode(entry.Name, attributes, FileKind.Fifo, 0, 0);
                break;
            case TarEntryType.CharacterDevice or TarEntryType.BlockDevice when entry is PosixTarEntry device:
                var kind = entry.EntryType == TarEntryType.BlockDevice ? FileKind.BlockDevice : FileKind.CharacterDevice;
                writer.WriteNode(entry.Name, attributes, kind, (uint)device.DeviceMajor, (uint)device.DeviceMinor);
                break;
            case TarEntryType.GlobalExtendedAttributes:
                break;
            default:
                throw new InvalidDataException($"'{entry.Name}' is of a kind that cannot be unpacked ({entry.EntryType})");
        }
    }
}
