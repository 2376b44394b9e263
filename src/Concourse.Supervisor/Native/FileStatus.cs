using System.Runtime.InteropServices;

namespace Concourse.Supervisor.Native;

/// <summary>The kernel's <c>struct statx</c>: the same on every processor, unlike <c>struct stat</c>.</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal struct FileStatus
{
    private const int TypeMask = 0xF000;

    [FieldOffset(16)] public uint LinkCount;
    [FieldOffset(20)] public uint Uid;
    [FieldOffset(24)] public uint Gid;
    [FieldOffset(28)] public ushort ModeAndType;
    [FieldOffset(32)] public ulong Inode;
    [FieldOffset(40)] public long Size;
    [FieldOffset(112)] public long ModifiedSeconds;
    [FieldOffset(120)] public uint ModifiedNanoseconds;
    [FieldOffset(128)] public uint DeviceMajor;
    [FieldOffset(132)] public uint DeviceMinor;
    [FieldOffset(136)] public uint FileSystemMajor;
    [FieldOffset(140)] public uint FileSystemMinor;

    public readonly FileKind Kind => (FileKind)(ModeAndType & TypeMask);

    /// <summary>Permission bits with setuid, setgid and sticky.</summary>
    public readonly uint Mode => ModeAndType & 0xFFFu;

    /// <summary>Names the file within the machine, for recognising hard links.</summary>
    public readonly (ulong FileSystem, ulong Inode) Identity => (((ulong)FileSystemMajor << 32) | FileSystemMinor, Inode);
}
