using Concourse.Runtime.Supervision.Protocol;
using Concourse.Supervisor.Native;
using Microsoft.Win32.SafeHandles;

namespace Concourse.Supervisor.Processes;

/// <summary>A terminal: the process's three descriptors are its slave, the supervisor holds its master.</summary>
internal sealed unsafe class Pseudoterminal
{
    private const nuint SetLock = 0x40045431;
    private const nuint GetPeer = 0x5441;
    private const nuint SetWindowSize = 0x5414;

    private Pseudoterminal(SafeFileHandle master, SafeFileHandle slave) => (Master, Slave) = (master, slave);

    public SafeFileHandle Master { get; }

    /// <summary>To be closed here once the process has it.</summary>
    public SafeFileHandle Slave { get; }

    public static Pseudoterminal Open(WindowSize size)
    {
        var master = Descriptors.Open("/dev/ptmx", OpenFlags.ReadWrite);
        var unlocked = 0;
        Descriptors.Check(Libc.DeviceControl(master, SetLock, &unlocked), "unlock terminal");
        // By descriptor, not by /dev/pts/N: that name may belong to another instance of devpts.
        var slave = Libc.DeviceControl(
            master, GetPeer, (void*)(OpenFlags.ReadWrite | OpenFlags.NoControllingTerminal | OpenFlags.CloseOnExec));
        Descriptors.Check(slave, "open terminal");
        Resize(master, size);
        return new Pseudoterminal(master, Descriptors.Own(slave));
    }

    public static void Resize(SafeFileHandle master, WindowSize size)
    {
        var kernelSize = stackalloc ushort[4] { size.Rows, size.Columns, 0, 0 };
        Descriptors.Check(Libc.DeviceControl(master, SetWindowSize, kernelSize), "resize terminal");
    }
}
