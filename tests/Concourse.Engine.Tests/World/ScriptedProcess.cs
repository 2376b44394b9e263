using System.Text;
using Concourse.Runtime.Processes;

namespace Concourse.Engine.Tests.World;

/// <summary>A process of a script; it and its output live on when the engine that started it is gone.</summary>
internal sealed class ScriptedProcess(ScriptedSandbox sandbox, ProcessSpec spec)
{
    private readonly Lock gate = new();
    private readonly Dictionary<ProcessStream, List<byte>> output = new() { [ProcessStream.Stdout] = [], [ProcessStream.Stderr] = [] };
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ProcessSpec Spec => spec;

    public ScriptedSandbox Sandbox => sandbox;

    public string Stdin => Encoding.UTF8.GetString(spec.Stdin.Span);

    /// <summary>Cancelled when the engine asks the process to end.</summary>
    public CancellationTokenSource Terminated { get; } = new();

    public ProcessResult? Result { get; private set; }

    public void Print(string text) => Write(ProcessStream.Stdout, Encoding.UTF8.GetBytes(text));

    public void PrintError(string text) => Write(ProcessStream.Stderr, Encoding.UTF8.GetBytes(text));

    public void Write(ProcessStream stream, byte[] bytes)
    {
        lock (gate)
        {
            output[stream].AddRange(bytes);
            Change();
        }
    }

    /// <summary>It ended; the first result stays.</summary>
    public void End(ProcessResult result)
    {
        lock (gate)
        {
            Result ??= result;
            Change();
        }
    }

    /// <summary>What is in a stream from an offset on, whether the process has ended, and a task that completes with the next change.</summary>
    public (byte[] Data, ProcessResult? Result, Task Changed) Read(ProcessStream stream, long offset)
    {
        lock (gate)
        {
            var bytes = output[stream];
            return ([.. bytes.Skip((int)offset)], Result, changed.Task);
        }
    }

    private void Change()
    {
        changed.TrySetResult();
        changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
