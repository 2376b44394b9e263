using Concourse.Database.Collection;

namespace Concourse.Scheduling.Collection;

/// <summary>Deletes old checks with their events (the <c>collector_checks</c> component; scheduler chapter §5).</summary>
public sealed class CheckCollector(CollectionRepository collection, CollectionOptions options)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (await collection.DeleteOldChecksAsync(options.CheckGrace, cancellationToken) > 0)
        {
            // The next batch: short statements leave room for the checks that run meanwhile.
        }

        await collection.DeleteOrphanedCheckEventsAsync(cancellationToken);
    }
}
