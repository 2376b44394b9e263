using System.Runtime.InteropServices;

namespace Fly.Processes;

/// <summary>What fly needs of the C library on Linux and macOS; numbers are the same on both but where it is said.</summary>
internal static partial class Libc
{
    public const int InterruptedCall = 4;
    public const int BrokenPipe = 32;
    public const short MayWrite = 4;
    public const short MayRead = 1;
    public const int InterruptSignal = 2;
    public const int TerminateSignal = 15;
    public const nint DefaultHandling = 0;

    public static int WouldBlock => OperatingSystem.IsMacOS() ? 35 : 11;

    /// <summary>Waits, without a limit, until a descriptor is ready.</summary>
    public static unsafe void WaitFor(int descriptor, short events)
    {
        var poll = new PollDescriptor { Descriptor = descriptor, Events = events };
        _ = Poll(&poll, 1, -1);
    }

    /// <summary>Abbreviation of this machine's time zone at a moment, such as <c>CEST</c>.</summary>
    public static unsafe string? LocalZone(long unixSeconds)
    {
        BrokenDownTime time;
        return LocalTime(&unixSeconds, &time) is null ? null : Marshal.PtrToStringUTF8((nint)time.Zone);
    }

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    public static unsafe partial nint Read(int descriptor, byte* buffer, nuint length);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    public static unsafe partial nint Write(int descriptor, byte* buffer, nuint length);

    [LibraryImport("libc", EntryPoint = "poll")]
    private static unsafe partial int Poll(PollDescriptor* descriptors, nuint count, int milliseconds);

    [LibraryImport("libc", EntryPoint = "signal")]
    public static partial nint Signal(int number, nint handler);

    [LibraryImport("libc", EntryPoint = "localtime_r")]
    private static unsafe partial BrokenDownTime* LocalTime(long* seconds, BrokenDownTime* result);

    /// <summary>The C library's <c>struct tm</c> of 64-bit systems.</summary>
    private unsafe struct BrokenDownTime
    {
        public fixed int Fields[9];
        public nint Offset;
        public byte* Zone;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct PollDescriptor
    {
        public int Descriptor;
        public short Events;
        public short Happened;
    }
}
