using Concourse.Runtime.Processes;
using Concourse.Runtime.Sandboxes;

namespace Concourse.Engine.Containers;

/// <summary>Starts processes in sandboxes and follows them to their end: over the supervisor, or scripted in tests.</summary>
public interface IProcessRunner
{
    /// <summary>
    /// Starts the process, unless one with its id was started in this sandbox before, and hands over its output from the
    /// positions of <paramref name="output"/> on until it ended and everything it wrote was taken.
    /// </summary>
    /// <param name="sandbox">Where.</param>
    /// <param name="process">What.</param>
    /// <param name="epoch">Earlier callers with a lower one are cut off.</param>
    /// <param name="output">Takes the output.</param>
    /// <param name="stop">Asks the process to end (TERM, later KILL); its result is still waited for.</param>
    /// <param name="released">Ends the following, not the process.</param>
    Task<ProcessResult> RunAsync(
        ISandbox sandbox, ProcessSpec process, long epoch, StepOutput output, CancellationToken stop, CancellationToken released);

    /// <summary>Lets a sandbox that lives on forget an ended process and its output.</summary>
    Task ForgetAsync(ISandbox sandbox, ProcessSpec process, long epoch, StepOutput output, CancellationToken ct);
}
