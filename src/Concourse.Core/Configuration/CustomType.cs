using Concourse.Core.Values;

namespace Concourse.Core.Configuration;

/// <summary>What resource types and prototypes have in common: an image fetched by another type.</summary>
public abstract record CustomType
{
    private protected CustomType()
    {
    }

    public string Name { get; init; } = "";

    /// <summary>The type that fetches this type's image.</summary>
    public string Type { get; init; } = "";

    /// <summary>Where the image is; null when left out.</summary>
    public MapValue? Source { get; init; }

    /// <summary>Merged under the <c>source</c> of everything of this type.</summary>
    public MapValue? Defaults { get; init; }

    public bool Privileged { get; init; }

    public CheckEvery? CheckEvery { get; init; }

    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>Params of the get that fetches the image.</summary>
    public MapValue? Params { get; init; }

    public SourcePosition Position { get; init; }
}

/// <summary>A resource type of the pipeline's own.</summary>
public sealed record ResourceTypeConfig : CustomType;

/// <summary>A prototype: the type of a <c>run</c> step.</summary>
public sealed record PrototypeConfig : CustomType;
