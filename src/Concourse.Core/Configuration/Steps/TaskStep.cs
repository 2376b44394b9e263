using Concourse.Core.Configuration.Tasks;
using Concourse.Core.Values;

namespace Concourse.Core.Configuration.Steps;

/// <summary>Runs a task from a file or from its inline config.</summary>
public sealed record TaskStep : StepConfig
{
    public string Name { get; init; } = "";

    public bool Privileged { get; init; }

    /// <summary>No network beyond loopback.</summary>
    public bool Hermetic { get; init; }

    /// <summary><c>artifact/path</c> of the task file (key <c>file</c>).</summary>
    public string File { get; init; } = "";

    public ContainerLimits? Limits { get; init; }

    public TaskConfig? Config { get; init; }

    /// <summary>Environment over that of the task config.</summary>
    public IReadOnlyDictionary<string, string>? Params { get; init; }

    /// <summary>Values for the <c>((vars))</c> of the task file.</summary>
    public MapValue? Vars { get; init; }

    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>Task input name → artifact name.</summary>
    public IReadOnlyDictionary<string, string>? InputMapping { get; init; }

    /// <summary>Task output name → artifact name.</summary>
    public IReadOnlyDictionary<string, string>? OutputMapping { get; init; }

    /// <summary>Name of the artifact that is the image (key <c>image</c>).</summary>
    public string Image { get; init; } = "";

    /// <summary>A Go duration, not validated before the step runs.</summary>
    public string Timeout { get; init; } = "";

    /// <summary>Containers beside the task's: files or inline definitions.</summary>
    public IReadOnlyList<SidecarReference>? Sidecars { get; init; }
}
