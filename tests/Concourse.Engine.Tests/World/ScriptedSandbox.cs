using System.Collections.Concurrent;
using Concourse.Runtime.Sandboxes;

namespace Concourse.Engine.Tests.World;

/// <summary>A sandbox in memory with the processes that were started in it.</summary>
internal sealed class ScriptedSandbox(SandboxSpec spec, IReadOnlyDictionary<string, ScriptedVolume> volumes, string? failure) : ISandbox
{
    public string Handle => spec.Handle;

    public SandboxSpec Spec => spec;

    /// <summary>Volumes by mount path.</summary>
    public IReadOnlyDictionary<string, ScriptedVolume> Volumes => volumes;

    public ConcurrentDictionary<string, ScriptedProcess> Processes { get; } = new();

    public Task<IHelperStream> OpenHelperAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<string?> DescribeFailureAsync(CancellationToken cancellationToken) => Task.FromResult(failure);
}
