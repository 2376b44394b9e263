using Concourse.Runtime.Supervision.Protocol;
using Concourse.Supervisor.Native;
using Microsoft.Win32.SafeHandles;

namespace Concourse.Supervisor.Processes;

/// <summary>Starts a process through the <see cref="Trampoline"/> and says whether its exec succeeded.</summary>
internal sealed unsafe class Launcher(ChildReaper reaper)
{
    private const string Self = "/proc/self/exe";
    private const uint MemoryFileCloseOnExec = 1;
    private const int DuplicateCloseOnExec = 1030;

    /// <summary>Room for glibc's <c>posix_spawn_file_actions_t</c> (80 bytes) whatever the version.</summary>
    private const int FileActionsSize = 512;

    /// <summary>Above the numbers that the trampoline is given, so that no dup2 overwrites a source of a later one.</summary>
    private const int FirstFree = 10;

    /// <param name="plan">What to run.</param>
    /// <param name="stdin">Becomes descriptor 0.</param>
    /// <param name="stdout">Becomes descriptor 1.</param>
    /// <param name="stderr">Becomes descriptor 2.</param>
    /// <param name="onExit">Called with the wait status; also when the launch failed.</param>
    /// <returns>The pid, which is also the process group's id.</returns>
    /// <exception cref="LaunchFailedException">The program did not begin.</exception>
    public int Launch(LaunchPlan plan, SafeFileHandle stdin, SafeFileHandle stdout, SafeFileHandle stderr, Action<int> onExit)
    {
        using var planFile = WritePlan(plan);
        var (reportRead, reportWrite) = Descriptors.Pipe();
        using var report = reportRead;
        int pid;
        using (reportWrite)
        {
            pid = reaper.Spawn(() => Spawn([stdin, stdout, stderr, planFile, reportWrite]), onExit);
        }

        return ReadReport(report) is { } failure
            ? throw new LaunchFailedException(failure.ExecutableNotFound, failure.Errno, failure.Message)
            : pid;
    }

    private static int Spawn(ReadOnlySpan<SafeFileHandle> descriptors)
    {
        var lifted = new SafeFileHandle[descriptors.Length];
        var actions = stackalloc byte[FileActionsSize];
        Libc.InitializeFileActions(actions);
        try
        {
            for (var i = 0; i < descriptors.Length; i++)
            {
                lifted[i] = Lift(descriptors[i]);
                Libc.AddDuplicate(actions, lifted[i].Number(), i);
            }

            using var argv = new NativeStrings(["concourse-supervisor", Trampoline.Name]);
            // Nothing of the user's environment may steer the runtime of our own binary (DOTNET_*).
            using var envp = new NativeStrings([]);
            using var path = new NativeStrings([Self]);
            int pid;
            var error = Libc.Spawn(&pid, path.First, actions, null, argv.Pointer, envp.Pointer);
            return error == 0 ? pid : throw new LaunchFailedException(false, error, new ErrnoException("spawn", error).Message);
        }
        finally
        {
            Libc.DestroyFileActions(actions);
            foreach (var descriptor in lifted)
            {
                descriptor?.Dispose();
            }
        }
    }

    private static SafeFileHandle Lift(SafeFileHandle descriptor)
    {
        var copy = Libc.Control(descriptor, DuplicateCloseOnExec, FirstFree);
        Descriptors.Check(copy, "duplicate descriptor");
        return Descriptors.Own(copy);
    }

    private static SafeFileHandle WritePlan(LaunchPlan plan)
    {
        var descriptor = Libc.CreateMemoryFile("plan", MemoryFileCloseOnExec);
        Descriptors.Check(descriptor, "memfd_create");
        var file = Descriptors.Own(descriptor);
        Descriptors.WriteAll(file, plan.Encode());
        Libc.Seek(file, 0, 0);
        return file;
    }

    /// <summary>Null when the exec closed the pipe: the program runs.</summary>
    private static StartFailedMessage? ReadReport(SafeFileHandle report)
    {
        var bytes = new byte[FrameCodec.MaxPayload];
        var filled = 0;
        while (Descriptors.Read(report, bytes.AsSpan(filled)) is > 0 and var count)
        {
            filled += count;
        }

        return filled == 0 ? null : StartFailedMessage.Decode(bytes.AsSpan(0, filled));
    }
}
