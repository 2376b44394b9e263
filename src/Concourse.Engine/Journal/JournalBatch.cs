using Concourse.Core.Events;
using Concourse.Core.Plans;

namespace Concourse.Engine.Journal;

/// <summary>Entries in one transaction: the events in their order, and the last word on each position and record.</summary>
/// <param name="FirstEventId">Number of the first event; the others follow without a gap.</param>
public sealed record JournalBatch(
    int FirstEventId,
    IReadOnlyList<BuildEvent> Events,
    IReadOnlyList<StreamPosition> Positions,
    IReadOnlyDictionary<PlanId, StepRecord> Records);
