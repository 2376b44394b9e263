using Concourse.Database.Execution;
using Concourse.Database.Locks;
using Concourse.Engine.Containers;

namespace Concourse.Engine.Steps;

/// <summary>What steps of all builds use. Shared by all builds of a node.</summary>
public sealed record StepServices
{
    public required WorkerPool Workers { get; init; }

    public required StepSandboxes Sandboxes { get; init; }

    public required IProcessRunner Processes { get; init; }

    public required AdvisoryLocks Locks { get; init; }

    public required StepContainersRepository Containers { get; init; }

    public required ResourceConfigsRepository Configs { get; init; }

    public required VersionsRepository Versions { get; init; }

    public required ResourceCachesRepository Caches { get; init; }

    public required TaskCachesRepository TaskCaches { get; init; }

    public required PipelineResourcesRepository Resources { get; init; }
}
