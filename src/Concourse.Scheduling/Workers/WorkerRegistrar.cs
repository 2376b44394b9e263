using Concourse.Database.Workers;
using Concourse.Runtime.Sandboxes;

namespace Concourse.Scheduling.Workers;

/// <summary>
/// Registers a driver's worker again and again, so that its row lives as long as some web node can reach it; workers that
/// nobody renews become stalled.
/// </summary>
public sealed class WorkerRegistrar(IRuntimeDriver driver, WorkersRepository workers)
{
    /// <summary>How often to run.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    /// <summary>Version of the contract between web nodes and workers that upstream's clients compare.</summary>
    public const string WorkerVersion = "2.5";

    private static readonly TimeSpan TimeToLive = TimeSpan.FromSeconds(30);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var worker = await driver.DescribeAsync(cancellationToken);
        var sandboxes = await driver.ListAsync(cancellationToken).CountAsync(cancellationToken);
        var volumes = await driver.ListVolumesAsync(cancellationToken).CountAsync(cancellationToken);
        await workers.RegisterAsync(
            new WorkerRegistration
            {
                Name = worker.Name,
                Platform = worker.Platform,
                ResourceTypes =
                [
                    .. worker.ResourceTypes.Select(t => new WorkerResourceType(t.Type, t.Image, t.Version, t.Privileged, t.UniqueVersionHistory)),
                ],
                Version = WorkerVersion,
                ActiveContainers = sandboxes,
                ActiveVolumes = volumes,
                TimeToLive = TimeToLive,
            },
            cancellationToken);
        await workers.StallExpiredAsync(cancellationToken);
    }
}
