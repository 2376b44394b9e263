using Concourse.Core.Configuration;
using Concourse.Core.Configuration.Tasks;
using Concourse.Core.Values;

namespace Concourse.Core.Plans;

/// <summary>Runs a task.</summary>
public sealed record TaskPlan(PlanId Id) : Plan(Id)
{
    public override string Key => "task";

    public string Name { get; init; } = "";

    public bool Privileged { get; init; }

    public bool Hermetic { get; init; }

    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary><c>artifact/path</c> of the task file, or empty.</summary>
    public string ConfigPath { get; init; } = "";

    /// <summary>The inline config, or null.</summary>
    public TaskConfig? Config { get; init; }

    public ContainerLimits? Limits { get; init; }

    /// <summary>Name of the artifact that is the image, or empty.</summary>
    public string Image { get; init; } = "";

    /// <summary>Values for the vars of the task file.</summary>
    public MapValue? Vars { get; init; }

    /// <summary>Environment over that of the task config.</summary>
    public IReadOnlyDictionary<string, string>? Params { get; init; }

    public IReadOnlyDictionary<string, string>? InputMapping { get; init; }

    public IReadOnlyDictionary<string, string>? OutputMapping { get; init; }

    public string Timeout { get; init; } = "";

    /// <summary>The pipeline's types, for planning the image of the task config.</summary>
    public IReadOnlyList<ResourceTypeConfig>? ResourceTypes { get; init; }

    /// <summary>The image's check skips its interval: the build was triggered by hand.</summary>
    public bool CheckSkipInterval { get; init; }

    public IReadOnlyList<SidecarReference>? Sidecars { get; init; }
}
