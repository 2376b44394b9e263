using Concourse.Engine.Journal;
using Concourse.Runtime.Processes;
using Concourse.Runtime.Sandboxes;
using Concourse.Runtime.Supervision;

namespace Concourse.Engine.Containers;

/// <summary>Runs processes through the supervisor of their sandbox, across broken connections.</summary>
public sealed class SupervisorProcessRunner(SupervisorOptions options, TimeProvider time) : IProcessRunner
{
    public async Task<ProcessResult> RunAsync(
        ISandbox sandbox, ProcessSpec process, long epoch, StepOutput output, CancellationToken stop, CancellationToken released)
    {
        await using var client = new SupervisorClient(sandbox.OpenHelperAsync, epoch, options, time);
        using var following = CancellationTokenSource.CreateLinkedTokenSource(released);
        var position = new OutputPosition(output.StdoutPosition, output.StderrPosition);
        var running = client.Start(process, position, output, following.Token);
        output.AcknowledgeTo((stream, offset) => running.Acknowledge(
            stream == ProcessStream.Stdout ? new OutputPosition(offset, 0) : new OutputPosition(0, offset)));
        try
        {
            return await EndAsync(running, stop, released);
        }
        catch (SupersededException e)
        {
            throw new BuildAbandonedException(e.Message, e);
        }
        finally
        {
            output.AcknowledgeTo((_, _) => { });
            await following.CancelAsync();
        }
    }

    public async Task ForgetAsync(ISandbox sandbox, ProcessSpec process, long epoch, StepOutput output, CancellationToken ct)
    {
        await using var client = new SupervisorClient(sandbox.OpenHelperAsync, epoch, options, time);
        using var following = CancellationTokenSource.CreateLinkedTokenSource(ct);
        // From where its output was read to: nothing is sent again.
        var ended = client.Start(process, new OutputPosition(output.StdoutPosition, output.StderrPosition), output, following.Token);
        await ended.Completion;
        await ended.ForgetAsync(ct);
    }

    private static async Task<ProcessResult> EndAsync(SandboxProcess running, CancellationToken stop, CancellationToken released)
    {
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (stop.Register(stopped.SetResult))
        {
            await Task.WhenAny(running.Completion, stopped.Task);
        }

        released.ThrowIfCancellationRequested();
        return running.Completion.IsCompleted ? await running.Completion : await running.AbortAsync(released);
    }
}
