using Concourse.Database.Connections;
using Microsoft.Extensions.Logging;

namespace Concourse.Database.Locks;

/// <summary>
/// Upstream's advisory locks: never waited for, held in one session per kind of work, so that a burst of one
/// kind does not delay the others. Source: database chapter §4.
/// </summary>
public sealed class AdvisoryLocks : IAsyncDisposable
{
    private readonly LockSession others;
    private readonly Dictionary<LockType, LockSession> own;

    public AdvisoryLocks(DatabaseConnections connections, TimeProvider time, ILogger<AdvisoryLocks> logger)
    {
        others = new LockSession(connections.Dedicated, time, logger);
        LockType[] withOwnSession =
        [
            LockType.ResourceConfigChecking, LockType.BuildTracking, LockType.VolumeCreating,
            LockType.JobScheduling, LockType.InMemoryCheckBuildTracking,
        ];
        own = withOwnSession.ToDictionary(type => type, _ => new LockSession(connections.Dedicated, time, logger));
    }

    /// <summary>Takes a lock, or returns null if anybody, this process included, holds it.</summary>
    public Task<AdvisoryLock?> TryAcquireAsync(LockId id, CancellationToken ct) =>
        own.GetValueOrDefault(id.Type, others).TryAcquireAsync(id, ct);

    /// <summary>Releases every lock with its connection.</summary>
    public async ValueTask DisposeAsync()
    {
        await others.DisposeAsync();
        foreach (var session in own.Values)
        {
            await session.DisposeAsync();
        }
    }
}
