using System.Text;
using Concourse.Supervisor.Native;
using Microsoft.Win32.SafeHandles;

namespace Concourse.Supervisor.Network;

/// <summary>The network links of the sandbox's namespace, loopback aside.</summary>
internal static unsafe class NetworkLinks
{
    private const int InternetFamily = 2;
    private const int DatagramCloseOnExec = 2 | 0x80000;
    private const nuint GetFlags = 0x8913;
    private const nuint SetFlags = 0x8914;
    private const int RequestSize = 40;
    private const int NameSize = 16;
    private const short UpFlag = 1;
    private const short LoopbackFlag = 8;

    /// <summary>Names of the links that are up.</summary>
    public static List<string> Up()
    {
        using var socket = Socket();
        return [.. Names().Where(name => IsForeignAndUp(Flags(socket, name)))];
    }

    /// <summary>Needs NET_ADMIN. Idempotent.</summary>
    public static void TakeDown()
    {
        using var socket = Socket();
        foreach (var name in Names())
        {
            var flags = Flags(socket, name);
            if (IsForeignAndUp(flags))
            {
                TakeDown(socket, name, flags);
            }
        }
    }

    private static void TakeDown(SafeFileHandle socket, string name, short flags)
    {
        var request = stackalloc byte[RequestSize];
        Fill(request, name);
        *(short*)(request + NameSize) = (short)(flags & ~UpFlag);
        Descriptors.Check(Libc.DeviceControl(socket, SetFlags, request), $"take link {name} down");
    }

    private static bool IsForeignAndUp(short flags) => (flags & UpFlag) != 0 && (flags & LoopbackFlag) == 0;

    private static short Flags(SafeFileHandle socket, string name)
    {
        var request = stackalloc byte[RequestSize];
        Fill(request, name);
        Descriptors.Check(Libc.DeviceControl(socket, GetFlags, request), $"read link {name}");
        return *(short*)(request + NameSize);
    }

    private static void Fill(byte* request, string name)
    {
        new Span<byte>(request, RequestSize).Clear();
        Encoding.UTF8.GetBytes(name, new Span<byte>(request, NameSize - 1));
    }

    private static SafeFileHandle Socket()
    {
        var socket = Libc.Socket(InternetFamily, DatagramCloseOnExec, 0);
        Descriptors.Check(socket, "socket");
        return Descriptors.Own(socket);
    }

    /// <summary>From /proc, which belongs to this namespace even where /sys is the host's. Two lines of headings.</summary>
    private static IEnumerable<string> Names() =>
        File.ReadAllLines("/proc/self/net/dev").Skip(2).Select(line => line.Split(':')[0].Trim());
}
