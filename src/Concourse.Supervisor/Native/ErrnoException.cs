using System.Runtime.InteropServices;

namespace Concourse.Supervisor.Native;

/// <summary>A system call failed; the message names what was tried and the system's reason.</summary>
internal sealed class ErrnoException(string what, int errno) : Exception($"{what}: {Describe(errno)}")
{
    /// <summary>The failed call's error number.</summary>
    public int Errno { get; } = errno;

    /// <summary>The system's words for an error number, in lower case as the shell and Go print them.</summary>
    public static string Describe(int errno)
    {
        var text = Marshal.GetPInvokeErrorMessage(errno);
        return text.Length == 0 ? $"error {errno}" : char.ToLowerInvariant(text[0]) + text[1..];
    }

    /// <summary>The failure of the call that was made last on this thread.</summary>
    public static ErrnoException Last(string what) => new(what, Marshal.GetLastPInvokeError());
}
