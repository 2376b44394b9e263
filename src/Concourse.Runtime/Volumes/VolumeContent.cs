namespace Concourse.Runtime.Volumes;

/// <summary>What a mounted volume holds when the sandbox's first process starts.</summary>
public abstract record VolumeContent
{
    private VolumeContent()
    {
    }

    /// <summary>Nothing: a working directory or an output.</summary>
    public sealed record Empty : VolumeContent;

    /// <summary>A private, writable copy of another volume (an input, a task cache). The source is not changed.</summary>
    /// <param name="Source">The volume to copy, on this worker or any other.</param>
    public sealed record CopyOf(IVolume Source) : VolumeContent;

    /// <summary>The volume as it is, shared with others and mounted read-only.</summary>
    public sealed record Existing : VolumeContent;
}
