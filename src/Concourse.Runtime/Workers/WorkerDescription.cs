namespace Concourse.Runtime.Workers;

/// <summary>What a worker offers, as registered in <c>workers</c>.</summary>
/// <param name="Name">Unique name of the worker.</param>
/// <param name="Platform"><c>linux</c>.</param>
/// <param name="ResourceTypes">Base resource types.</param>
public sealed record WorkerDescription(string Name, string Platform, IReadOnlyList<WorkerResourceType> ResourceTypes);
