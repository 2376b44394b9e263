namespace Concourse.Database.Locks;

/// <summary>The two keys of one advisory lock, as upstream computes them.</summary>
public readonly record struct LockId(LockType Type, int Key)
{
    /// <summary>Running a check of a resource.</summary>
    public static LockId ForChecking(int resourceConfigId) => new(LockType.ResourceConfigChecking, resourceConfigId);

    /// <summary>Running a build.</summary>
    public static LockId ForBuild(long buildId) => new(LockType.BuildTracking, (int)(buildId % int.MaxValue));

    /// <summary>One round of a component.</summary>
    public static LockId ForComponent(string name) => new(LockType.Batch, Crc32.OfText(name));

    /// <summary>Scheduling a job.</summary>
    public static LockId ForScheduling(int jobId) => new(LockType.JobScheduling, jobId);

    /// <summary>Running a check of a resource that is held in memory.</summary>
    public static LockId ForInMemoryCheck(int resourceId) => new(LockType.InMemoryCheckBuildTracking, Crc32.OfText($"resource-{resourceId}"));

    /// <summary>Fetching into a resource cache on a worker.</summary>
    public static LockId ForGet(int resourceCacheId, string workerName) => new(LockType.ResourceGet, Crc32.OfText($"{resourceCacheId}-{workerName}"));

    /// <summary>Fetching into a resource cache on any worker (with cached streamed volumes).</summary>
    public static LockId ForGet(int resourceCacheId) => new(LockType.ResourceGet, Crc32.OfText($"{resourceCacheId}"));

    /// <summary>Streaming a resource cache to a worker.</summary>
    public static LockId ForStreaming(int resourceCacheId, string workerName) =>
        new(LockType.VolumeStreaming, Crc32.OfText($"{resourceCacheId}-{workerName}"));
}
