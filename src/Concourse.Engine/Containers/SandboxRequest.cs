using Concourse.Database.Execution;
using Concourse.Engine.Scopes;
using Concourse.Runtime.Sandboxes;

namespace Concourse.Engine.Containers;

/// <summary>The container that a step wants.</summary>
public sealed record SandboxRequest
{
    public required ContainerOwner Owner { get; init; }

    public required ContainerMetadata Metadata { get; init; }

    public required StepImage Image { get; init; }

    public bool Privileged { get; init; }

    public bool Hermetic { get; init; }

    /// <summary>A user is named for the process.</summary>
    public bool NeedsRoot { get; init; }

    public SandboxLimits Limits { get; init; } = SandboxLimits.None;

    /// <summary>Mounts by absolute path: a copy of the artifact, or an empty directory.</summary>
    public IReadOnlyDictionary<string, Artifact.Tree?> Mounts { get; init; } = new Dictionary<string, Artifact.Tree?>();
}
