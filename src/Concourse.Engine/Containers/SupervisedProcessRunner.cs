using Concourse.Runtime.Processes;
using Concourse.Runtime.Sandboxes;
using Concourse.Runtime.Supervision;

namespace Concourse.Engine.Containers;

/// <summary>Runs processes through the supervisor of their sandbox.</summary>
public sealed class SupervisedProcessRunner(SupervisorOptions options, TimeProvider time) : IProcessRunner
{
    public async Task<ProcessResult> RunAsync(
        ISandbox sandbox, ProcessSpec process, long epoch, StepOutput output, CancellationToken stop, CancellationToken released)
    {
        await using var supervisor = new SupervisorClient(sandbox.OpenHelperAsync, epoch, options, time);
        var running = supervisor.Start(process, new OutputPosition(output.StdoutPosition, output.StderrPosition), output, released);
        output.AcknowledgeTo((stream, stored) => running.Acknowledge(stream switch
        {
            ProcessStream.Stdout => new OutputPosition(stored, 0),
            _ => new OutputPosition(0, stored),
        }));
        try
        {
            return await running.Completion.WaitAsync(stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested && !released.IsCancellationRequested)
        {
            return await running.AbortAsync(released);
        }
    }
}
