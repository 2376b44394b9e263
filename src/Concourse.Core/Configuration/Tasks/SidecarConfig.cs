namespace Concourse.Core.Configuration.Tasks;

/// <summary>A container that runs beside a task's, sharing its network and volumes (pipeline-config.md §6).</summary>
public sealed record SidecarConfig
{
    public string Name { get; init; } = "";

    public string Image { get; init; } = "";

    public IReadOnlyList<string>? Command { get; init; }

    public IReadOnlyList<string>? Args { get; init; }

    public IReadOnlyList<SidecarEnvVar>? Env { get; init; }

    public IReadOnlyList<SidecarPort>? Ports { get; init; }

    public SidecarResources? Resources { get; init; }

    public string WorkingDir { get; init; } = "";
}

/// <summary>An environment variable of a sidecar.</summary>
public sealed record SidecarEnvVar(string Name, string Value);

/// <summary>A port of a sidecar; an empty protocol is TCP.</summary>
public sealed record SidecarPort(int ContainerPort, string Protocol);

/// <summary>Requests and limits of a sidecar.</summary>
public sealed record SidecarResources
{
    public SidecarResourceList? Requests { get; init; }

    public SidecarResourceList? Limits { get; init; }
}

/// <summary>Quantities in Kubernetes' text form; empty is unset.</summary>
public sealed record SidecarResourceList(string Cpu, string Memory);

/// <summary>An entry of a task step's <c>sidecars</c>: either a file (<c>artifact/path</c>) or an inline definition.</summary>
public sealed record SidecarReference
{
    private SidecarReference()
    {
    }

    /// <summary>The file, else null.</summary>
    public string? File { get; private init; }

    /// <summary>The inline definition, else null.</summary>
    public SidecarConfig? Inline { get; private init; }

    public static SidecarReference To(string file) => new() { File = file };

    public static SidecarReference Of(SidecarConfig config) => new() { Inline = config };
}
