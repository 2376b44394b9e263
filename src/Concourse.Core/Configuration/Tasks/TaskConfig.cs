using Concourse.Core.Values;
using Concourse.Core.Versions;

namespace Concourse.Core.Configuration.Tasks;

/// <summary>What a task runs, in what and with what (pipeline-config.md §5).</summary>
public sealed record TaskConfig
{
    public string Platform { get; init; } = "";

    /// <summary>An image reference such as <c>docker:///busybox</c>.</summary>
    public string RootfsUri { get; init; } = "";

    public ImageResource? ImageResource { get; init; }

    public ContainerLimits? Limits { get; init; }

    /// <summary>Environment of the task.</summary>
    public IReadOnlyDictionary<string, string>? Params { get; init; }

    public TaskRunConfig Run { get; init; } = TaskRunConfig.Empty;

    public IReadOnlyList<TaskInputConfig>? Inputs { get; init; }

    public IReadOnlyList<TaskOutputConfig>? Outputs { get; init; }

    public IReadOnlyList<TaskCacheConfig>? Caches { get; init; }

    /// <summary>Containers beside the task's.</summary>
    public IReadOnlyList<SidecarConfig>? Sidecars { get; init; }

    /// <summary>Keys nobody knew, for validation to report. They are not rendered.</summary>
    public IReadOnlyList<MapEntry> UnknownFields { get; init; } = [];

    public SourcePosition Position { get; init; }
}

/// <summary>The command of a task. An empty <see cref="Path"/> means the image's entrypoint.</summary>
public sealed record TaskRunConfig
{
    public static TaskRunConfig Empty { get; } = new();

    public string Path { get; init; } = "";

    public IReadOnlyList<string>? Args { get; init; }

    /// <summary>Working directory, relative to the task's own.</summary>
    public string Dir { get; init; } = "";

    /// <summary>User to run as; empty means the image's.</summary>
    public string User { get; init; } = "";

    /// <summary>Whether nothing is set; the rendering then leaves the whole object out.</summary>
    public bool IsEmpty => Path.Length == 0 && Args is null && Dir.Length == 0 && User.Length == 0;
}

/// <summary>An artifact the task reads; <see cref="Path"/> defaults to the name.</summary>
public sealed record TaskInputConfig
{
    public string Name { get; init; } = "";

    public string Path { get; init; } = "";

    public bool Optional { get; init; }
}

/// <summary>A directory the task leaves behind as an artifact; <see cref="Path"/> defaults to the name.</summary>
public sealed record TaskOutputConfig
{
    public string Name { get; init; } = "";

    public string Path { get; init; } = "";
}

/// <summary>A directory kept for the next run; <see cref="Ttl"/> is a Go duration of at least 1s, or empty.</summary>
public sealed record TaskCacheConfig
{
    public string Path { get; init; } = "";

    public string Ttl { get; init; } = "";
}

/// <summary>The resource version that is the task's image.</summary>
public sealed record ImageResource
{
    public string Name { get; init; } = "";

    public string Type { get; init; } = "";

    public MapValue? Source { get; init; }

    /// <summary>Given: no check is made.</summary>
    public ResourceVersion? Version { get; init; }

    public MapValue? Params { get; init; }

    public IReadOnlyList<string>? Tags { get; init; }
}
