using Concourse.Core.Events;

namespace Concourse.Database.Events;

/// <summary>How many raw bytes of a step's stream are turned into events.</summary>
public sealed record StreamOffset(string PlanId, string Stream, long Bytes);

/// <summary>The result of a step (JSON), kept until its build ends.</summary>
public sealed record StepRecord(string PlanId, string Json);

/// <summary>What is stored together or not at all: some events, and what they change in the journal.</summary>
public sealed record EventBatch
{
    /// <summary>Number of the first event; the others follow without a gap.</summary>
    public required int FirstEventId { get; init; }

    public IReadOnlyList<BuildEvent> Events { get; init; } = [];

    public IReadOnlyList<StreamOffset> Offsets { get; init; } = [];

    public IReadOnlyList<StepRecord> Records { get; init; } = [];

    /// <summary>
    /// An earlier attempt to store this very batch ended without an answer, so it may be stored already;
    /// then finding its events there is success.
    /// </summary>
    public bool MayBeStored { get; init; }
}

/// <summary>Somebody else writes the events of this build: stop writing and leave the build alone.</summary>
public sealed class BuildTakenOverException(long buildId, Exception? cause = null)
    : Exception($"another node writes the events of build {buildId}", cause)
{
    public long BuildId { get; } = buildId;
}
