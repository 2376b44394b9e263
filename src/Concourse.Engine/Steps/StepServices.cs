using Concourse.Core.Planning;
using Concourse.Database.Execution;
using Concourse.Database.Locks;
using Concourse.Engine.Containers;
using Concourse.Runtime.Images;

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

    /// <summary>For planning the images of tasks.</summary>
    public PlanningOptions Planning { get; init; } = PlanningOptions.Default;

    /// <summary>Resolves images of type <c>registry-image</c> in this process; null: through the type's own scripts.</summary>
    public RegistryClient? Registry { get; init; }
}
