using Concourse.Database.Collection;

namespace Concourse.Scheduling.Collection;

/// <summary>Marks what nobody needs any more; <see cref="WorkerReaper"/> then removes it from the workers.</summary>
public sealed class Collector(CollectionRepository collection, CollectionOptions options)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await collection.ReleaseBuildsAsync(options.OneOffGrace, options.FailedGrace, cancellationToken);
        await collection.EndCheckSessionsAsync(cancellationToken);
        await collection.ReleaseContainersAsync(options.HijackGrace, cancellationToken);
        await collection.ReleaseVolumesAsync(cancellationToken);
        await collection.DeleteOrphanedJournalsAsync(cancellationToken);
    }
}
