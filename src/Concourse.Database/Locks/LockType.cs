namespace Concourse.Database.Locks;

/// <summary>Upstream's advisory lock types; the value is the first key in the database (chapter §4).</summary>
public enum LockType
{
    ResourceConfigChecking = 0,
    BuildTracking = 1,
    Batch = 2,
    VolumeCreating = 3,
    JobScheduling = 7,
    InMemoryCheckBuildTracking = 8,
    ResourceGet = 9,
    VolumeStreaming = 10,
}
