using Concourse.Runtime.Supervision.Protocol;
using Concourse.Supervisor.Native;
using Microsoft.Win32.SafeHandles;

namespace Concourse.Supervisor.Processes;

/// <summary>Both ends of a process's stdin, stdout and stderr. Disposing closes the child's ends only.</summary>
internal sealed class ChildStreams : IDisposable
{
    public required SafeFileHandle Stdin { get; init; }

    public required SafeFileHandle Stdout { get; init; }

    /// <summary>Null with a terminal, where stderr arrives on stdout.</summary>
    public SafeFileHandle? Stderr { get; init; }

    public required SafeFileHandle ChildStdin { get; init; }

    public required SafeFileHandle ChildStdout { get; init; }

    public required SafeFileHandle ChildStderr { get; init; }

    public static ChildStreams Pipes()
    {
        var (stdinRead, stdinWrite) = Descriptors.Pipe();
        var (stdoutRead, stdoutWrite) = Descriptors.Pipe();
        var (stderrRead, stderrWrite) = Descriptors.Pipe();
        return new ChildStreams
        {
            Stdin = stdinWrite,
            Stdout = stdoutRead,
            Stderr = stderrRead,
            ChildStdin = stdinRead,
            ChildStdout = stdoutWrite,
            ChildStderr = stderrWrite,
        };
    }

    public static ChildStreams Terminal(WindowSize size)
    {
        var terminal = Pseudoterminal.Open(size);
        return new ChildStreams
        {
            Stdin = terminal.Master,
            Stdout = terminal.Master,
            ChildStdin = terminal.Slave,
            ChildStdout = terminal.Slave,
            ChildStderr = terminal.Slave,
        };
    }

    public void Dispose()
    {
        ChildStdin.Dispose();
        ChildStdout.Dispose();
        ChildStderr.Dispose();
    }
}
