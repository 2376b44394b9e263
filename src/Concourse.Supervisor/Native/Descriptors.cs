using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Concourse.Supervisor.Native;

/// <summary>Reads, writes and opens descriptors, retrying interrupted calls; failures are <see cref="ErrnoException"/>s.</summary>
internal static unsafe class Descriptors
{
    /// <summary>Bytes read; 0 at the end.</summary>
    public static int Read(SafeFileHandle file, Span<byte> buffer)
    {
        fixed (byte* start = buffer)
        {
            while (true)
            {
                var count = Libc.Read(file, start, buffer.Length);
                if (count >= 0)
                {
                    return (int)count;
                }

                ThrowUnlessInterrupted("read");
            }
        }
    }

    /// <summary>Fills the buffer, or returns false when the end came before its first byte.</summary>
    /// <exception cref="EndOfStreamException">The end came within it.</exception>
    public static bool TryReadExactly(SafeFileHandle file, Span<byte> buffer)
    {
        var filled = 0;
        while (filled < buffer.Length)
        {
            var count = Read(file, buffer[filled..]);
            if (count == 0)
            {
                return filled == 0 && buffer.Length > 0 ? false : throw new EndOfStreamException();
            }

            filled += count;
        }

        return true;
    }

    public static void WriteAll(SafeFileHandle file, ReadOnlySpan<byte> data)
    {
        fixed (byte* start = data)
        {
            for (var written = 0; written < data.Length;)
            {
                var count = Libc.Write(file, start + written, data.Length - written);
                if (count >= 0)
                {
                    written += (int)count;
                    continue;
                }

                ThrowUnlessInterrupted("write");
            }
        }
    }

    public static (SafeFileHandle Read, SafeFileHandle Write) Pipe()
    {
        var ends = stackalloc int[2];
        Check(Libc.Pipe(ends, OpenFlags.CloseOnExec), "pipe");
        return (Own(ends[0]), Own(ends[1]));
    }

    /// <summary>Opens relative to a directory (-100: the current one). Never across an exec, never a terminal of ours.</summary>
    public static SafeFileHandle Open(string path, int flags, uint mode = 0, int directory = CurrentDirectory)
    {
        while (true)
        {
            var file = Libc.OpenAt(directory, path, flags | OpenFlags.CloseOnExec | OpenFlags.NoControllingTerminal, mode);
            if (file >= 0)
            {
                return Own(file);
            }

            ThrowUnlessInterrupted(path);
        }
    }

    /// <summary>As <see cref="Open"/>; null when there is no such file.</summary>
    public static SafeFileHandle? TryOpen(string path, int flags, int directory = CurrentDirectory)
    {
        var file = Libc.OpenAt(directory, path, flags | OpenFlags.CloseOnExec | OpenFlags.NoControllingTerminal, 0);
        return file >= 0 ? Own(file)
            : Marshal.GetLastPInvokeError() == Errno.NotFound ? null
            : throw ErrnoException.Last(path);
    }

    public static SafeFileHandle Own(int descriptor) => new(descriptor, ownsHandle: true);

    public static void Check(int result, string what)
    {
        if (result < 0)
        {
            throw ErrnoException.Last(what);
        }
    }

    public const int CurrentDirectory = -100;

    /// <summary>The number, for calls that take a directory. The caller keeps the handle alive.</summary>
    public static int Number(this SafeFileHandle handle) => (int)handle.DangerousGetHandle();

    private static void ThrowUnlessInterrupted(string what)
    {
        if (Marshal.GetLastPInvokeError() != Errno.Interrupted)
        {
            throw ErrnoException.Last(what);
        }
    }
}
