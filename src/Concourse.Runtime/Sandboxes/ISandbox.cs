namespace Concourse.Runtime.Sandboxes;

/// <summary>A pod or container made by an <see cref="IRuntimeDriver"/>.</summary>
public interface ISandbox
{
    /// <summary>The container row's handle, a UUID v4.</summary>
    string Handle { get; }

    /// <summary>
    /// Runs <c>concourse-supervisor attach --wait</c> beside the sandbox's main container and returns its stdin and stdout.
    /// May be called again whenever a stream broke; older streams of a lower epoch are dropped by the supervisor.
    /// </summary>
    /// <exception cref="SandboxException">The sandbox is gone, could not pull its image, was evicted …</exception>
    Task<IHelperStream> OpenHelperAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Why the main container is not (any more) running, for the user; null while it may still come up or is up.
    /// Asked when the supervisor stays silent or a process was lost.
    /// </summary>
    Task<string?> DescribeFailureAsync(CancellationToken cancellationToken);
}
