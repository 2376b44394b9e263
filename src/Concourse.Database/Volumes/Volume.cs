namespace Concourse.Database.Volumes;

/// <summary>A volume on a worker.</summary>
public sealed record Volume
{
    public required int Id { get; init; }

    /// <summary>The name under which the worker knows it.</summary>
    public required string Handle { get; init; }

    public required string WorkerName { get; init; }

    public int? TeamId { get; init; }

    /// <summary><c>resource-type</c>, <c>resource</c>, <c>container</c>, <c>task-cache</c>, <c>resource-certs</c>, <c>artifact</c> or <c>unknown</c>.</summary>
    public required string Type { get; init; }

    /// <summary>Where it is mounted.</summary>
    public string Path { get; init; } = "";

    public string? ContainerHandle { get; init; }

    public string? JobName { get; init; }

    public string? StepName { get; init; }
}
