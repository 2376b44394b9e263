using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Concourse.Supervisor.Native;

/// <summary>Stream sockets named by a file.</summary>
internal static unsafe class UnixSocket
{
    private const int Family = 1;
    private const int StreamCloseOnExec = 1 | 0x80000;
    private const int AcceptCloseOnExec = 0x80000;
    private const int Backlog = 64;
    private const int Both = 2;

    /// <summary>Longest name in bytes that the kernel takes.</summary>
    private const int MaxName = 107;

    public static SafeFileHandle Listen(string path)
    {
        var socket = New();
        WithAddress(path, (address, length) => Libc.Bind(socket, (byte*)address, length));
        Descriptors.Check(Libc.Listen(socket, Backlog), "listen");
        return socket;
    }

    /// <summary>Null when nobody listens there: no such file, or its owner is gone.</summary>
    public static SafeFileHandle? TryConnect(string path)
    {
        var socket = New();
        try
        {
            WithAddress(path, (address, length) => Libc.Connect(socket, (byte*)address, length));
            return socket;
        }
        catch (ErrnoException e) when (e.Errno is Errno.NotFound or Errno.ConnectionRefused)
        {
            socket.Dispose();
            return null;
        }
    }

    public static SafeFileHandle Accept(SafeFileHandle listener)
    {
        while (true)
        {
            var socket = Libc.Accept(listener, null, null, AcceptCloseOnExec);
            if (socket >= 0)
            {
                return Descriptors.Own(socket);
            }

            if (System.Runtime.InteropServices.Marshal.GetLastPInvokeError() is not (Errno.Interrupted or Errno.ConnectionAborted))
            {
                throw ErrnoException.Last("accept");
            }
        }
    }

    /// <summary>Ends both directions: whoever reads from it wakes up.</summary>
    public static void Shutdown(SafeFileHandle socket) => Libc.Shutdown(socket, Both);

    private static SafeFileHandle New()
    {
        var socket = Libc.Socket(Family, StreamCloseOnExec, 0);
        Descriptors.Check(socket, "socket");
        return Descriptors.Own(socket);
    }

    private static void WithAddress(string path, Func<nint, uint, int> call)
    {
        // A name too long for the kernel is reached through its folder's descriptor.
        using var folder = Descriptors.Open(Path.GetDirectoryName(path)!, OpenFlags.PathOnly | OpenFlags.Directory);
        var name = Encoding.UTF8.GetByteCount(path) <= MaxName ? path : $"/proc/self/fd/{folder.Number()}/{Path.GetFileName(path)}";
        var address = stackalloc byte[MaxName + 3];
        new Span<byte>(address, MaxName + 3).Clear();
        *(ushort*)address = Family;
        var length = Encoding.UTF8.GetBytes(name, new Span<byte>(address + 2, MaxName));
        Descriptors.Check(call((nint)address, (uint)(length + 3)), path);
    }
}
