using Concourse.Runtime.Volumes;
using Concourse.Runtime.Workers;

namespace Concourse.Runtime.Sandboxes;

/// <summary>
/// Where steps run: a Kubernetes namespace, a container engine on one machine, or (in tests) local processes.
/// <para>
/// Lifetime: a caller first stores the sandbox's handle in the database, then calls <see cref="CreateAsync"/>, opens a helper
/// stream to start and follow processes through the supervisor, and at last <see cref="DeleteAsync"/>. Every call may be
/// repeated, from this process or from another one after a crash: creating what exists returns it, deleting what is gone
/// succeeds. Calls for different handles may run at once; calls for one handle are made by one caller at a time (the holder
/// of the build's tracking lock).
/// </para>
/// <para>A driver knows no database and decides no policy; it isolates sandboxes from each other and from the host.</para>
/// </summary>
/// <exception cref="RuntimeUnavailableException">Any call: the engine or API server cannot be reached; trying later may help.</exception>
/// <exception cref="SandboxException">Any call: the sandbox cannot be made or has failed; the message is for the user.</exception>
public interface IRuntimeDriver
{
    /// <summary>The <c>workers</c> row this driver stands for: <c>k8s-&lt;namespace&gt;</c>, or one named after the engine's id.</summary>
    string WorkerName { get; }

    /// <summary>What the worker offers now; asked at registration, and cheap.</summary>
    Task<WorkerDescription> DescribeAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Makes the sandbox with its volumes filled, or finds the one that was made for this handle. Returns as soon as a helper
    /// stream can be opened; the image may still be on its way.
    /// </summary>
    Task<ISandbox> CreateAsync(SandboxSpec spec, CancellationToken cancellationToken);

    /// <summary>The sandbox with this handle, running or ended; null when there is none.</summary>
    Task<ISandbox?> FindAsync(string handle, CancellationToken cancellationToken);

    /// <summary>Handles of all sandboxes that this driver made on its worker, whoever made them.</summary>
    IAsyncEnumerable<string> ListAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Ends all processes of the sandbox and removes it. Volumes outlive it where <see cref="VolumesOutliveSandbox"/> is true.
    /// </summary>
    Task DeleteAsync(string handle, CancellationToken cancellationToken);

    /// <summary>Whether a volume stays readable after its sandbox was deleted.</summary>
    bool VolumesOutliveSandbox { get; }

    /// <summary>The volume with this handle; null when there is none (any more).</summary>
    Task<IVolume?> FindVolumeAsync(string handle, CancellationToken cancellationToken);

    /// <summary>Handles of all volumes that exist on the worker.</summary>
    IAsyncEnumerable<string> ListVolumesAsync(CancellationToken cancellationToken);

    /// <summary>Removes a volume and its data.</summary>
    Task DeleteVolumeAsync(string handle, CancellationToken cancellationToken);
}
