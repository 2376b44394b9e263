using Concourse.Core.Configuration.Tasks;
using Concourse.Core.Values;

namespace Concourse.Core.Configuration.Steps;

/// <summary>Sends a message to a prototype.</summary>
public sealed record RunStep : StepConfig
{
    public string Message { get; init; } = "";

    public string Type { get; init; } = "";

    public MapValue? Params { get; init; }

    public bool Privileged { get; init; }

    public IReadOnlyList<string>? Tags { get; init; }

    public ContainerLimits? Limits { get; init; }

    public string Timeout { get; init; } = "";
}

/// <summary>Configures a pipeline from a file of the build. The name <c>self</c> means the build's own pipeline.</summary>
public sealed record SetPipelineStep : StepConfig
{
    public string Name { get; init; } = "";

    public string File { get; init; } = "";

    public string Team { get; init; } = "";

    public MapValue? Vars { get; init; }

    public IReadOnlyList<string>? VarFiles { get; init; }

    public MapValue? InstanceVars { get; init; }
}

/// <summary>Sets a local var from a file.</summary>
public sealed record LoadVarStep : StepConfig
{
    public string Name { get; init; } = "";

    public string File { get; init; } = "";

    /// <summary><c>json</c>, <c>yaml</c>, <c>yml</c>, <c>trim</c>, <c>raw</c>, or empty: by the file's extension.</summary>
    public string Format { get; init; } = "";

    /// <summary>Do not redact the value in logs.</summary>
    public bool Reveal { get; init; }
}
