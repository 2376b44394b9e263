using Concourse.Core.Values;
using Concourse.Core.Versions;

namespace Concourse.Core.Configuration.Steps;

/// <summary>Fetches a version of a resource. It is also the job's input, which the scheduler resolves.</summary>
public sealed record GetStep : StepConfig
{
    public string Name { get; init; } = "";

    /// <summary>As written; <see cref="ResourceName"/> is what counts.</summary>
    public string Resource { get; init; } = "";

    public GetVersion? Version { get; init; }

    public MapValue? Params { get; init; }

    /// <summary>Globs of jobs that the version must have passed.</summary>
    public IReadOnlyList<string>? Passed { get; init; }

    public bool Trigger { get; init; }

    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>A Go duration, not validated before the step runs.</summary>
    public string Timeout { get; init; } = "";

    public string ResourceName => Resource.Length > 0 ? Resource : Name;
}

/// <summary>Which versions a get takes. <see cref="Other"/> is any other text: it acts as latest and renders as empty.</summary>
public sealed record GetVersion
{
    private GetVersion()
    {
    }

    public static GetVersion Latest { get; } = new() { IsLatest = true };

    public static GetVersion Every { get; } = new() { IsEvery = true };

    public static GetVersion Other { get; } = new();

    public bool IsLatest { get; private init; }

    public bool IsEvery { get; private init; }

    /// <summary>The pinned version, else null.</summary>
    public ResourceVersion? Pinned { get; private init; }

    public static GetVersion Pin(ResourceVersion version) => new() { Pinned = version };
}
