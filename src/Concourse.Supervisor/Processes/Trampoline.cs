using Concourse.Runtime.Supervision.Protocol;
using Concourse.Supervisor.Native;
using Microsoft.Win32.SafeHandles;

namespace Concourse.Supervisor.Processes;

/// <summary>
/// Our own binary again, between spawn and the user's program: becomes a session leader, takes the terminal, makes and enters the
/// working directory, drops to the user, resets signals and execs. What fails goes to the supervisor over a pipe that the exec
/// closes, so that "not found" is never mistaken for an exit code.
/// </summary>
internal static unsafe class Trampoline
{
    /// <summary>First argument that makes the binary a trampoline.</summary>
    public const string Name = "trampoline";

    public const int PlanDescriptor = 3;
    public const int ReportDescriptor = 4;

    private const int FailureExitCode = 127;
    private const int SetDescriptorFlags = 2;
    private const int CloseOnExec = 1;
    private const nuint SetControllingTerminal = 0x540E;
    private const uint UsualMask = 0x12; // 022

    /// <summary>Does not return when it succeeds.</summary>
    public static int Run()
    {
        using var report = Descriptors.Own(ReportDescriptor);
        try
        {
            Descriptors.Check(Libc.Control(report, SetDescriptorFlags, CloseOnExec), "close-on-exec");
            var plan = ReadPlan();
            Prepare(plan);
            Execute(plan);
        }
        catch (LaunchFailedException e)
        {
            Report(report, new StartFailedMessage(e.ExecutableNotFound, e.Errno, e.Message));
        }
        catch (ErrnoException e)
        {
            Report(report, new StartFailedMessage(false, e.Errno, e.Message));
        }

        Libc.ExitNow(FailureExitCode);
        return FailureExitCode;
    }

    private static LaunchPlan ReadPlan()
    {
        using var file = Descriptors.Own(PlanDescriptor);
        var bytes = new byte[RandomAccess.GetLength(file)];
        Descriptors.TryReadExactly(file, bytes);
        return LaunchPlan.Decode(bytes);
    }

    private static void Prepare(LaunchPlan plan)
    {
        Libc.StartSession();
        if (plan.Terminal)
        {
            using var stdin = new SafeFileHandle(0, ownsHandle: false);
            if (plan.User is not null)
            {
                Descriptors.Check(Libc.ChangeOwner(stdin, plan.User.Uid, plan.User.Gid), "own the terminal");
            }

            Descriptors.Check(Libc.DeviceControl(stdin, SetControllingTerminal, null), "take the terminal");
        }

        Libc.SetFileModeMask(UsualMask);
        WorkingDirectory.Make(plan.Directory, plan.User);
        if (plan.User is not null)
        {
            Become(plan.User);
        }

        // Only now: the user must be able to enter it.
        Descriptors.Check(Libc.ChangeDirectory(plan.Directory), $"chdir to cwd (\"{plan.Directory}\")");
    }

    private static void Become(UserIdentity user)
    {
        if (user.Uid == Libc.EffectiveUser() && user.Uid != 0)
        {
            return; // The engine made us that user, with groups of its choice; without root there is nothing to change.
        }

        var groups = user.Groups.ToArray();
        fixed (uint* first = groups)
        {
            Descriptors.Check(Libc.SetGroups((nuint)groups.Length, first), $"run as user {user.Uid} (the container does not run as root)");
        }

        Descriptors.Check(Libc.SetGroup(user.Gid), $"run as group {user.Gid}");
        Descriptors.Check(Libc.SetUser(user.Uid), $"run as user {user.Uid}");
    }

    private static void Execute(LaunchPlan plan)
    {
        var path = ExecutableLookup.Find(plan.Command[0], plan.Environment);
        using var argv = new NativeStrings(plan.Command);
        using var envp = new NativeStrings(plan.Environment);
        using var file = new NativeStrings([path]);
        Signals.ResetAll();
        Libc.Execute(file.First, argv.Pointer, envp.Pointer);
        var failure = ErrnoException.Last($"exec: \"{plan.Command[0]}\"");
        throw new LaunchFailedException(failure.Errno is Errno.NotFound or Errno.NotDirectory, failure.Errno, failure.Message);
    }

    private static void Report(SafeFileHandle report, StartFailedMessage failure) => Descriptors.WriteAll(report, failure.Encode());
}
