namespace Concourse.Runtime.Sandboxes;

/// <summary>Limits of the main container.</summary>
/// <param name="CpuShares">Relative CPU weight, 1024 = one core's share; null or 0 = unset.</param>
/// <param name="MemoryBytes">Memory in bytes; null or 0 = unset.</param>
public sealed record SandboxLimits(long? CpuShares, long? MemoryBytes)
{
    public static SandboxLimits None { get; } = new(null, null);
}
