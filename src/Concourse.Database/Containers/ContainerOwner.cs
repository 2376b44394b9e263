using Concourse.Database.Caches;

namespace Concourse.Database.Containers;

/// <summary>Whom a container serves: one step of a build, or the checks of a resource configuration.</summary>
public sealed record ContainerOwner
{
    private ContainerOwner()
    {
    }

    public long? BuildId { get; private init; }

    public long? InMemoryBuildId { get; private init; }

    public DateTime? InMemoryBuildCreateTime { get; private init; }

    public string? PlanId { get; private init; }

    public int? TeamId { get; private init; }

    public int? CheckSessionId { get; private init; }

    /// <summary>A step of a build or of a check held in memory.</summary>
    public static ContainerOwner Step(CacheUser build, string planId, int teamId) => new()
    {
        BuildId = build.BuildId,
        InMemoryBuildId = build.InMemoryBuildId,
        InMemoryBuildCreateTime = build.InMemoryBuildCreateTime,
        PlanId = planId,
        TeamId = teamId,
    };

    /// <summary>The checks of a resource configuration, one after the other.</summary>
    public static ContainerOwner CheckSession(int id) => new() { CheckSessionId = id };
}
