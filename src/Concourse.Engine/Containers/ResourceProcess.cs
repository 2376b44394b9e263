using Concourse.Engine.Builds;
using Concourse.Engine.Steps;
using Concourse.Runtime.Processes;

namespace Concourse.Engine.Containers;

/// <summary>Runs a resource script in a sandbox, or attaches to the one that was started before.</summary>
internal static class ResourceProcess
{
    /// <returns>Exit status, and what the script printed to stdout.</returns>
    /// <exception cref="StepException">The script could not be started, or was lost.</exception>
    /// <exception cref="OperationCanceledException">The step was told to stop, and the script has ended.</exception>
    public static async Task<(int ExitStatus, ReadOnlyMemory<byte> Answer)> RunAsync(
        BuildRun run, StepServices services, LeafContext context, StepSandbox sandbox, ProcessSpec process)
    {
        var output = StepOutput.OfResource(context.Events);
        var status = await ProcessEnd.RunAsync(run, services, context, sandbox, process, output);
        return (status, output.Answer);
    }
}
