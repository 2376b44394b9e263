namespace Concourse.Runtime.Workers;

/// <summary>A base resource type of a worker.</summary>
/// <param name="Type">Name in pipelines: <c>git</c>, <c>time</c> …</param>
/// <param name="Image">Image reference with digest.</param>
/// <param name="Version">The image's digest: an upgrade of the image invalidates its caches.</param>
/// <param name="Privileged">Whether its containers run privileged.</param>
/// <param name="UniqueVersionHistory">Whether every resource of the type has its own history.</param>
public sealed record WorkerResourceType(string Type, string Image, string Version, bool Privileged = false, bool UniqueVersionHistory = false);
