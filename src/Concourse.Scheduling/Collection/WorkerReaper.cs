using Concourse.Database.Collection;
using Concourse.Runtime.Sandboxes;

namespace Concourse.Scheduling.Collection;

/// <summary>
/// Removes from one worker what the database lets go, and what it never knew: a row is stored before its sandbox or volume is
/// made, so a handle without a row belongs to nobody. A row goes only after the thing itself is gone.
/// </summary>
public sealed class WorkerReaper(IRuntimeDriver driver, CollectionRepository collection)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        foreach (var handle in await collection.ListDestroyingContainersAsync(driver.WorkerName, cancellationToken))
        {
            await driver.DeleteAsync(handle, cancellationToken);
            await collection.DeleteContainerAsync(handle, cancellationToken);
        }

        foreach (var handle in await collection.ListDestroyingVolumesAsync(driver.WorkerName, cancellationToken))
        {
            await driver.DeleteVolumeAsync(handle, cancellationToken);
            await collection.DeleteVolumeAsync(handle, cancellationToken);
        }

        var sandboxes = await driver.ListAsync(cancellationToken).ToListAsync(cancellationToken);
        foreach (var handle in await collection.FindUnknownContainersAsync(sandboxes, cancellationToken))
        {
            await driver.DeleteAsync(handle, cancellationToken);
        }

        var volumes = await driver.ListVolumesAsync(cancellationToken).ToListAsync(cancellationToken);
        foreach (var handle in await collection.FindUnknownVolumesAsync(volumes, cancellationToken))
        {
            await driver.DeleteVolumeAsync(handle, cancellationToken);
        }
    }
}
