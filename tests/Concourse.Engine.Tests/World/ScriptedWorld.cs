using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Concourse.Engine.Containers;
using Concourse.Runtime.Processes;
using Concourse.Runtime.Sandboxes;
using Concourse.Runtime.Volumes;
using Concourse.Runtime.Workers;

namespace Concourse.Engine.Tests.World;

/// <summary>
/// A worker in memory that outlives the engines of a test: sandboxes, volumes, and processes that are scripts. It tells a test
/// when something is about to happen or has happened, so that the test can let the engine crash there.
/// </summary>
internal sealed class ScriptedWorld : IRuntimeDriver, IProcessRunner
{
    public const string Worker = "scripted";

    private readonly ConcurrentDictionary<string, ScriptedSandbox> sandboxes = new();
    private readonly ConcurrentDictionary<string, ScriptedVolume> volumes = new();

    /// <summary>Scripts by the executable of the command; resource scripts by executable and type: <c>mock:/opt/resource/in</c>.</summary>
    public ConcurrentDictionary<string, Func<ScriptedProcess, Task<int>>> Scripts { get; } = new();

    /// <summary>Every start of a process, once each.</summary>
    public ConcurrentQueue<ProcessSpec> Starts { get; } = new();

    /// <summary>Everything that was ever made, by handle.</summary>
    public IReadOnlyDictionary<string, ScriptedSandbox> Sandboxes => sandboxes;

    public IReadOnlyDictionary<string, ScriptedVolume> Volumes => volumes;

    /// <summary>What sandboxes say of their own failure.</summary>
    public string? Failure { get; set; }

    /// <summary>Told the name of each point an engine passes; may throw what the runtime would throw there.</summary>
    public Action<string> AtPoint { get; set; } = _ => { };

    /// <summary>Highest offset acknowledged per process and stream.</summary>
    public ConcurrentDictionary<(string, ProcessStream), long> Acknowledged { get; } = new();

    public string WorkerName => Worker;

    public bool VolumesOutliveSandbox => true;

    public Task<WorkerDescription> DescribeAsync(CancellationToken cancellationToken) => Task.FromResult(
        new WorkerDescription(Worker, "linux", [new WorkerResourceType("mock", "mock@sha256:1", "1")]));

    public Task<ISandbox> CreateAsync(SandboxSpec spec, CancellationToken cancellationToken)
    {
        Pass("before-create", cancellationToken);
        var sandbox = sandboxes.GetOrAdd(spec.Handle, _ => new ScriptedSandbox(spec, spec.Mounts.ToDictionary(m => m.MountPath, Mount), Failure));
        Pass("after-create", cancellationToken);
        return Task.FromResult<ISandbox>(sandbox);
    }

    public Task<ISandbox?> FindAsync(string handle, CancellationToken cancellationToken) =>
        Task.FromResult<ISandbox?>(sandboxes.GetValueOrDefault(handle));

    public async IAsyncEnumerable<string> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        foreach (var handle in sandboxes.Keys)
        {
            yield return handle;
        }
    }

    public Task DeleteAsync(string handle, CancellationToken cancellationToken)
    {
        sandboxes.TryRemove(handle, out _);
        return Task.CompletedTask;
    }

    public Task<IVolume?> FindVolumeAsync(string handle, CancellationToken cancellationToken) =>
        Task.FromResult<IVolume?>(volumes.GetValueOrDefault(handle));

    public async IAsyncEnumerable<string> ListVolumesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        foreach (var handle in volumes.Keys)
        {
            yield return handle;
        }
    }

    public Task DeleteVolumeAsync(string handle, CancellationToken cancellationToken)
    {
        volumes.TryRemove(handle, out _);
        return Task.CompletedTask;
    }

    public async Task<ProcessResult> RunAsync(
        ISandbox sandbox, ProcessSpec process, long epoch, StepOutput output, CancellationToken stop, CancellationToken released)
    {
        Pass("before-start", released);
        var place = (ScriptedSandbox)sandbox;
        var running = place.Processes.GetOrAdd(process.Id, _ => Start(place, process));
        Pass("after-start", released);
        output.AcknowledgeTo((stream, offset) => Acknowledged[($"{process.Id}@{sandbox.Handle}", stream)] = offset);
        await using var termination = stop.Register(running.Terminated.Cancel);
        while (true)
        {
            released.ThrowIfCancellationRequested();
            var (stdout, _, _) = running.Read(ProcessStream.Stdout, output.StdoutPosition);
            var (stderr, result, changed) = running.Read(ProcessStream.Stderr, output.StderrPosition);
            await HandOverAsync(ProcessStream.Stdout, output.StdoutPosition, stdout, output, released);
            await HandOverAsync(ProcessStream.Stderr, output.StderrPosition, stderr, output, released);
            if (result is not null && running.Read(ProcessStream.Stdout, output.StdoutPosition).Data.Length == 0)
            {
                Pass("exited", released);
                return result;
            }

            if (result is null && stdout.Length + stderr.Length == 0)
            {
                await changed.WaitAsync(released);
            }
        }
    }

    /// <summary>Processes that an engine let go, by id.</summary>
    public ConcurrentQueue<string> Forgotten { get; } = new();

    public Task ForgetAsync(ISandbox sandbox, ProcessSpec process, long epoch, StepOutput output, CancellationToken ct)
    {
        Forgotten.Enqueue(process.Id);
        return Task.CompletedTask;
    }

    private async Task HandOverAsync(ProcessStream stream, long offset, byte[] data, StepOutput output, CancellationToken released)
    {
        // In pieces, as a network would; 7 is no divisor of anything.
        for (var at = 0; at < data.Length; at += 7)
        {
            var piece = data.AsMemory(at, Math.Min(7, data.Length - at));
            await output.WriteAsync(stream, offset + at, piece, released);
            Pass("output", released);
        }
    }

    private ScriptedProcess Start(ScriptedSandbox sandbox, ProcessSpec spec)
    {
        Starts.Enqueue(spec);
        var process = new ScriptedProcess(sandbox, spec);
        if (!Scripts.TryGetValue(spec.Command[0], out var script))
        {
            process.End(new ProcessResult.StartFailed(true, $"{spec.Command[0]}: no such file or directory"));
            return process;
        }

        _ = Task.Run(async () =>
        {
            try
            {
                process.End(new ProcessResult.Exited(await script(process)));
            }
            catch (OperationCanceledException)
            {
                process.End(new ProcessResult.Exited(143));
            }
        });
        return process;
    }

    private ScriptedVolume Mount(VolumeMount mount)
    {
        if (mount.Content is VolumeContent.Existing)
        {
            return volumes[mount.Handle];
        }

        var volume = volumes.GetOrAdd(mount.Handle, handle => new ScriptedVolume(handle));
        if (mount.Content is VolumeContent.CopyOf { Source: ScriptedVolume source })
        {
            foreach (var (path, text) in source.Files)
            {
                volume.Files[path] = text;
            }
        }

        return volume;
    }

    private void Pass(string point, CancellationToken ct)
    {
        AtPoint(point);
        ct.ThrowIfCancellationRequested();
    }
}
