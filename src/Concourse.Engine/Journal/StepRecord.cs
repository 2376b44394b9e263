using Concourse.Core.Values;
using Concourse.Core.Versions;
using Concourse.Engine.Scopes;
using Concourse.Engine.Steps;

namespace Concourse.Engine.Journal;

/// <summary>
/// What is stored about one plan node of a running build, in the transaction of the events it speaks of. A node without a
/// record has not begun.
/// </summary>
public sealed record StepRecord
{
    public static StepRecord Empty { get; } = new();

    /// <summary>Points that the step has passed and that must not be passed again: mostly names of events that are stored.</summary>
    public IReadOnlyList<string> Passed { get; init; } = [];

    /// <summary>How it ended; null while it runs.</summary>
    public StepEnd? End { get; init; }
}

/// <summary>All that later steps may see of a finished one.</summary>
public sealed record StepEnd
{
    public required StepOutcome Outcome { get; init; }

    /// <summary>The version that a check found, a put made or a get fetched.</summary>
    public ResourceVersion? Version { get; init; }

    /// <summary>The resource cache of a get: an image's identity.</summary>
    public int? ResourceCacheId { get; init; }

    /// <summary>Registered in the step's scope, in this order.</summary>
    public IReadOnlyList<NamedArtifact> Artifacts { get; init; } = [];

    /// <summary>Local variables set in the step's scope.</summary>
    public IReadOnlyList<NamedValue> Variables { get; init; } = [];

    /// <summary>Nothing but an outcome.</summary>
    public static StepEnd Of(StepOutcome outcome) => new() { Outcome = outcome };
}

/// <summary>An artifact and the name it is registered under.</summary>
public sealed record NamedArtifact(string Name, Artifact Artifact);

/// <summary>A local variable. A secret one is redacted from logs.</summary>
public sealed record NamedValue(string Name, Value Value, bool IsSecret);
