using Concourse.Engine.Builds;
using Concourse.Engine.Journal;
using Concourse.Engine.Steps;
using Concourse.Runtime.Processes;

namespace Concourse.Engine.Containers;

/// <summary>Runs a step's process to its end and says what that means for the step.</summary>
internal static class ProcessEnd
{
    /// <returns>The exit status of a process that ended by itself.</returns>
    /// <exception cref="StepException">It could not be started, or was lost.</exception>
    /// <exception cref="OperationCanceledException">The step was told to stop, and the process has ended.</exception>
    public static async Task<int> RunAsync(
        BuildRun run, StepServices services, LeafContext context, StepSandbox sandbox, ProcessSpec process, StepOutput output)
    {
        // Stored before the process can start: whoever takes the build over then knows that there may be one to find.
        await context.Events.FlushAsync(run.Released);
        var stop = context.Cancellation.Token;
        ProcessResult result;
        try
        {
            result = await services.Processes.RunAsync(sandbox.Sandbox, process, run.Epoch, output, stop, run.Released);
        }
        catch (BuildAbandonedException)
        {
            run.Abandon();
            throw;
        }

        stop.ThrowIfCancellationRequested();
        return result switch
        {
            ProcessResult.Exited(var status) => status,
            ProcessResult.StartFailed(_, var message) => throw new StepException(message),
            ProcessResult.Lost(var reason, true) => throw new StepException(reason),
            ProcessResult.Lost(var reason, false) => throw new StepException(
                await sandbox.Sandbox.DescribeFailureAsync(run.Released) is { } why ? $"{reason}: {why}" : reason),
            _ => throw new ArgumentOutOfRangeException(nameof(process), result, "no such kind of result"),
        };
    }
}
