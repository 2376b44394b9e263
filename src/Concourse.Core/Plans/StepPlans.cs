using Concourse.Core.Configuration.Tasks;
using Concourse.Core.Values;

namespace Concourse.Core.Plans;

/// <summary>Sends a message to a prototype.</summary>
public sealed record RunPlan(PlanId Id) : Plan(Id)
{
    public override string Key => "run";

    public string Message { get; init; } = "";

    public string Type { get; init; } = "";

    /// <summary>The prototype's defaults under the step's params.</summary>
    public MapValue? Object { get; init; }

    public bool Privileged { get; init; }

    public IReadOnlyList<string>? Tags { get; init; }

    public ContainerLimits? Limits { get; init; }

    public string Timeout { get; init; } = "";
}

/// <summary>Configures a pipeline from a file of the build.</summary>
public sealed record SetPipelinePlan(PlanId Id) : Plan(Id)
{
    public override string Key => "set_pipeline";

    public string Name { get; init; } = "";

    public string File { get; init; } = "";

    public string Team { get; init; } = "";

    public MapValue? Vars { get; init; }

    public IReadOnlyList<string>? VarFiles { get; init; }

    public MapValue? InstanceVars { get; init; }
}

/// <summary>Sets a local var from a file.</summary>
public sealed record LoadVarPlan(PlanId Id) : Plan(Id)
{
    public override string Key => "load_var";

    public string Name { get; init; } = "";

    public string File { get; init; } = "";

    public string Format { get; init; } = "";

    public bool Reveal { get; init; }
}

/// <summary>Takes an uploaded artifact into the build (<c>fly execute</c>).</summary>
public sealed record ArtifactInputPlan(PlanId Id, int ArtifactId, string Name) : Plan(Id)
{
    public override string Key => "artifact_input";
}

/// <summary>Offers an artifact of the build for download (<c>fly execute</c>).</summary>
public sealed record ArtifactOutputPlan(PlanId Id, string Name) : Plan(Id)
{
    public override string Key => "artifact_output";
}

/// <summary>A get of builds from before <c>version_from</c>; only ever shown.</summary>
public sealed record DependentGetPlan(PlanId Id) : Plan(Id)
{
    public override string Key => "dependent_get";

    public string Type { get; init; } = "";

    public string Name { get; init; } = "";

    public string Resource { get; init; } = "";
}
