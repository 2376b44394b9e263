using Concourse.Core;
using Concourse.Core.Configuration;

namespace Concourse.Database.Pipelines;

/// <summary>A configuration to save, and what the saver believed to replace.</summary>
public sealed record PipelineSave
{
    public required PipelineRef Ref { get; init; }

    public required PipelineConfig Config { get; init; }

    /// <summary>The version that the configuration was made from; 0 for a new or archived pipeline.</summary>
    public int ExpectedVersion { get; init; }

    /// <summary>True for the API: a new pipeline starts paused, and an existing one stays as it is. False for set_pipeline.</summary>
    public bool InitiallyPaused { get; init; } = true;

    /// <summary>The build whose set_pipeline step saves, with its job; null for the API.</summary>
    public (int JobId, long BuildId)? Parent { get; init; }
}

/// <summary>The result of a save.</summary>
public sealed record SavedPipeline(int Id, bool Created);

/// <summary>A configuration was not saved; the message is upstream's.</summary>
public sealed class PipelineSaveException(string message, bool newerBuild = false) : Exception(message)
{
    /// <summary>A newer build has set the pipeline meanwhile, so this save is out of date rather than wrong.</summary>
    public bool SetByNewerBuild { get; } = newerBuild;

    internal static PipelineSaveException ComparisonFailed() => new("comparison with existing config failed during save");

    internal static PipelineSaveException NewerBuild() => new("pipeline set by a newer build", newerBuild: true);
}
