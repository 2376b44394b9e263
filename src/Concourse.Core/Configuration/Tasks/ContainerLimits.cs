namespace Concourse.Core.Configuration.Tasks;

/// <summary>Limits of a container: CPU in shares, memory in bytes. Null is unset, 0 unlimited.</summary>
public sealed record ContainerLimits
{
    public ulong? Cpu { get; init; }

    public ulong? Memory { get; init; }
}
