using Concourse.Runtime.Images;
using Concourse.Runtime.Volumes;

namespace Concourse.Runtime.Sandboxes;

/// <summary>
/// Everything a driver needs to make a sandbox. No environment, arguments or stdin: those travel only in the supervisor's
/// <c>start</c>, never in a pod or container spec.
/// </summary>
public sealed record SandboxSpec
{
    /// <summary>The container row's handle, a UUID v4, stored before the sandbox is made.</summary>
    public required string Handle { get; init; }

    /// <summary>Names for people: container and pod names, labels.</summary>
    public required SandboxMetadata Metadata { get; init; }

    public required ImageSource Image { get; init; }

    /// <summary>Full privileges on the host's kernel; asked for by the pipeline (<c>privileged: true</c>).</summary>
    public bool Privileged { get; init; }

    /// <summary>No network but loopback.</summary>
    public bool Hermetic { get; init; }

    /// <summary>
    /// True when a process will name a user (<c>run.user</c>): the sandbox starts as root and the supervisor drops.
    /// False: the supervisor runs as the image's user.
    /// </summary>
    public bool NeedsRoot { get; init; }

    public SandboxLimits Limits { get; init; } = SandboxLimits.None;

    /// <summary>Volumes by absolute mount path; a path stands once. Parents are mounted before their children.</summary>
    public required IReadOnlyList<VolumeMount> Mounts { get; init; }
}
