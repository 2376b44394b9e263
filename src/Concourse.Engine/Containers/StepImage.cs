using Concourse.Engine.Scopes;

namespace Concourse.Engine.Containers;

/// <summary>What a step's container is made from, before a worker is chosen.</summary>
public abstract record StepImage
{
    private StepImage()
    {
    }

    /// <summary>The worker's own image of a base resource type.</summary>
    public sealed record BaseType(string Name) : StepImage;

    /// <summary>An artifact of the build: a fetched image, a get, a task's output.</summary>
    public sealed record Fetched(Artifact Artifact) : StepImage;

    /// <summary>A reference that the task config names itself (<c>rootfs_uri</c>).</summary>
    public sealed record Reference(string Uri) : StepImage;

    /// <summary>Nothing says which; the step errors with upstream's advice.</summary>
    public sealed record None : StepImage;
}
