namespace Concourse.Database.Caches;

/// <summary>
/// Who keeps a resource cache or container: a build of the database, or a check held in memory, which is known by a
/// number of its node and the time it was made (UTC; to the microsecond, compared for equality).
/// </summary>
public sealed record CacheUser
{
    private CacheUser()
    {
    }

    public long? BuildId { get; private init; }

    public long? InMemoryBuildId { get; private init; }

    public DateTime? InMemoryBuildCreateTime { get; private init; }

    public static CacheUser Build(long id) => new() { BuildId = id };

    /// <summary>The time is cut to microseconds, the resolution of the database.</summary>
    public static CacheUser InMemoryCheck(long number, DateTime createTime) => new()
    {
        InMemoryBuildId = number,
        InMemoryBuildCreateTime = createTime.AddTicks(-(createTime.Ticks % TimeSpan.TicksPerMicrosecond)),
    };
}
