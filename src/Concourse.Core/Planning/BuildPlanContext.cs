using Concourse.Core.Configuration;
using Concourse.Core.Versions;

namespace Concourse.Core.Planning;

/// <summary>What a job's plan is made from besides its steps.</summary>
public sealed record BuildPlanContext
{
    /// <summary>The pipeline's resources.</summary>
    public required IReadOnlyList<ResourceConfig> Resources { get; init; }

    /// <summary>The pipeline's resource types.</summary>
    public required TypeCatalog Types { get; init; }

    public IReadOnlyList<PrototypeConfig> Prototypes { get; init; } = [];

    /// <summary>The versions that the scheduler chose, by name of the get step.</summary>
    public required IReadOnlyDictionary<string, ResourceVersion> Inputs { get; init; }

    /// <summary>Someone asked for the build: images are checked at once.</summary>
    public bool ManuallyTriggered { get; init; }
}
