namespace Concourse.Runtime.Processes;

/// <summary>How a process ended.</summary>
public abstract record ProcessResult
{
    private ProcessResult()
    {
    }

    /// <summary>It exited by itself; a signal's number is added to 128 as shells do.</summary>
    public sealed record Exited(int Status) : ProcessResult;

    /// <summary>It never ran.</summary>
    /// <param name="ExecutableNotFound">The command does not exist in the image (as opposed to: may not be run, bad directory …).</param>
    /// <param name="Message">For the user.</param>
    public sealed record StartFailed(bool ExecutableNotFound, string Message) : ProcessResult;

    /// <summary>It was ended from outside, or its sandbox is gone: pod terminated, evicted, out of memory …</summary>
    /// <param name="Reason">For the user.</param>
    /// <param name="Explained">
    /// The reason is the driver's; else it is what the supervisor saw, and the sandbox may know the cause
    /// (<see cref="Sandboxes.ISandbox.DescribeFailureAsync"/>).
    /// </param>
    public sealed record Lost(string Reason, bool Explained = false) : ProcessResult;
}
