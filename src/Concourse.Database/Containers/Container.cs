using Concourse.Database.Execution;

namespace Concourse.Database.Containers;

/// <summary>State of a container (<c>containers.state</c>).</summary>
public enum ContainerState
{
    Creating,
    Created,
    Destroying,
    Failed,
}

/// <summary>A container on a worker, as its users see it.</summary>
public sealed record Container
{
    public required int Id { get; init; }

    /// <summary>The name under which the worker knows it.</summary>
    public required string Handle { get; init; }

    public required string WorkerName { get; init; }

    public ContainerState State { get; init; }

    /// <summary>Null for containers of checks, which serve many teams.</summary>
    public int? TeamId { get; init; }

    public int? CheckSessionId { get; init; }

    public ContainerMetadata Metadata { get; init; } = new() { Type = "" };
}
