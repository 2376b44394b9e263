namespace Concourse.Database.Builds;

/// <summary>A version that a build used; JSON text.</summary>
public sealed record BuildInputVersion(string Name, string Version, int PipelineId, bool FirstOccurrence);

/// <summary>A version that a build made; JSON text.</summary>
public sealed record BuildOutputVersion(string Name, string Version);

/// <summary>What a build used and made. What it made and then fetched counts as made only.</summary>
public sealed record BuildResources(IReadOnlyList<BuildInputVersion> Inputs, IReadOnlyList<BuildOutputVersion> Outputs);

/// <summary>Why a pending build waits. Source: engine chapter §1.7.</summary>
public sealed record BuildPreparation
{
    public bool PausedPipeline { get; init; }

    public bool PausedJob { get; init; }

    public bool MaxRunningBuilds { get; init; }

    /// <summary>By input name: whether it blocks.</summary>
    public IReadOnlyDictionary<string, bool> Inputs { get; init; } = new Dictionary<string, bool>();

    /// <summary>By input name: why it blocks.</summary>
    public IReadOnlyDictionary<string, string> MissingInputReasons { get; init; } = new Dictionary<string, string>();
}
