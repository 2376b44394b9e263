using Concourse.Core.Events;
using Concourse.Core.Plans;

namespace Concourse.Engine.Journal;

/// <summary>Entries in one transaction: the events in their order, and the last word on each position and record.</summary>
/// <param name="FirstEventId">Number of the first event; the others follow without a gap.</param>
/// <param name="Events">In order.</param>
/// <param name="Positions">At most one per stream.</param>
/// <param name="Records">Of the plan nodes that changed.</param>
public sealed record JournalBatch(
    int FirstEventId,
    IReadOnlyList<BuildEvent> Events,
    IReadOnlyList<StreamPosition> Positions,
    IReadOnlyDictionary<PlanId, StepRecord> Records)
{
    /// <summary>An earlier try ended without an answer, so the batch may be stored already.</summary>
    public bool MayBeStored { get; init; }
}
