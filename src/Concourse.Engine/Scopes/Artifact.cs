using Concourse.Runtime.Images;

namespace Concourse.Engine.Scopes;

/// <summary>Something that a step left behind for later ones, under a name of its scope.</summary>
public abstract record Artifact
{
    private Artifact()
    {
    }

    /// <summary>A directory tree on a worker.</summary>
    /// <param name="Worker">Name of the worker that holds it.</param>
    /// <param name="Handle">The volume's handle.</param>
    /// <param name="FromCache">It is shared with other builds.</param>
    public sealed record Tree(string Worker, string Handle, bool FromCache) : Artifact;

    /// <summary>An image that the node pulls; nothing of it was downloaded here.</summary>
    public sealed record RegistryImage(string Reference, RegistryCredentials? Credentials, ImageEntrypoint Entrypoint) : Artifact;
}
