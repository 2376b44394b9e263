namespace Concourse.Runtime.Images;

/// <summary>Where the main container's root filesystem comes from.</summary>
public abstract record ImageSource
{
    private ImageSource()
    {
    }

    /// <summary>An image that the node pulls.</summary>
    /// <param name="Reference">Repository with digest (or tag), without a scheme: <c>registry.example/app@sha256:…</c>.</param>
    /// <param name="Credentials">For the pull; null when none are needed.</param>
    public sealed record Registry(string Reference, RegistryCredentials? Credentials = null) : ImageSource;

    /// <summary>A volume that holds <c>rootfs/</c> and <c>metadata.json</c>: a get or a task output used as an image.</summary>
    public sealed record Rootfs(Volumes.IVolume Volume) : ImageSource;
}
