using Concourse.Core.Values;

namespace Concourse.Core.Configuration.Steps;

/// <summary>Creates a version of a resource, and fetches it unless <see cref="NoGet"/>.</summary>
public sealed record PutStep : StepConfig
{
    public string Name { get; init; } = "";

    /// <summary>As written; <see cref="ResourceName"/> is what counts.</summary>
    public string Resource { get; init; } = "";

    public MapValue? Params { get; init; }

    /// <summary>Null means detect.</summary>
    public PutInputs? Inputs { get; init; }

    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>Params of the implicit get.</summary>
    public MapValue? GetParams { get; init; }

    /// <summary>A Go duration, not validated before the step runs.</summary>
    public string Timeout { get; init; } = "";

    public bool NoGet { get; init; }

    public string ResourceName => Resource.Length > 0 ? Resource : Name;
}

/// <summary>Which artifacts a put sees. <see cref="None"/> stands for any other text: no inputs, renders as empty.</summary>
public sealed record PutInputs
{
    private PutInputs()
    {
    }

    public static PutInputs All { get; } = new() { IsAll = true };

    public static PutInputs Detect { get; } = new() { IsDetect = true };

    public static PutInputs None { get; } = new();

    public bool IsAll { get; private init; }

    public bool IsDetect { get; private init; }

    /// <summary>The listed artifacts, else null.</summary>
    public IReadOnlyList<string>? Specified { get; private init; }

    public static PutInputs Only(IReadOnlyList<string> artifacts) => new() { Specified = artifacts };
}
