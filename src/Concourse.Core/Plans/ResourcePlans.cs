using Concourse.Core.Configuration;
using Concourse.Core.Configuration.Steps;
using Concourse.Core.Values;
using Concourse.Core.Versions;

namespace Concourse.Core.Plans;

/// <summary>A plan that runs a resource script.</summary>
public abstract record ResourcePlan(PlanId Id) : Plan(Id)
{
    public string Name { get; init; } = "";

    public string Type { get; init; } = "";

    /// <summary>The resource's source with its type's defaults, not interpolated; null when the config has none.</summary>
    public MapValue? Source { get; init; }

    /// <summary>Where the image of the type comes from.</summary>
    public TypeImage Image { get; init; } = TypeImage.Empty;

    /// <summary>Name of the pipeline's resource; empty for images and one-off builds.</summary>
    public string Resource { get; init; } = "";

    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>A Go duration; empty means the default.</summary>
    public string Timeout { get; init; } = "";
}

/// <summary>Fetches a version: a fixed one, or the one that the node <see cref="VersionFrom"/> found or made.</summary>
public sealed record GetPlan(PlanId Id) : ResourcePlan(Id)
{
    public override string Key => "get";

    public ResourceVersion? Version { get; init; }

    public PlanId? VersionFrom { get; init; }

    public MapValue? Params { get; init; }
}

/// <summary>Creates a version.</summary>
public sealed record PutPlan(PlanId Id) : ResourcePlan(Id)
{
    public override string Key => "put";

    public MapValue? Params { get; init; }

    /// <summary>Null means detect.</summary>
    public PutInputs? Inputs { get; init; }

    public bool ExposeBuildCreatedBy { get; init; }
}

/// <summary>Looks for versions of a resource, a resource type or a prototype (at most one of the three names is set).</summary>
public sealed record CheckPlan(PlanId Id) : ResourcePlan(Id)
{
    public override string Key => "check";

    public ResourceVersion? FromVersion { get; init; }

    public string ResourceType { get; init; } = "";

    public string Prototype { get; init; } = "";

    public CheckEvery Interval { get; init; }

    /// <summary>Check even when the last check is younger than <see cref="Interval"/>.</summary>
    public bool SkipInterval { get; init; }
}

/// <summary>
/// Where a resource type's image comes from: a base type of the worker, or a version of another resource found by
/// <see cref="Check"/> and fetched by <see cref="Get"/>.
/// </summary>
public sealed record TypeImage
{
    public static TypeImage Empty { get; } = new();

    public CheckPlan? Check { get; init; }

    public GetPlan? Get { get; init; }

    /// <summary>The base type at the bottom of the chain.</summary>
    public string BaseType { get; init; } = "";

    public bool Privileged { get; init; }
}
