using Concourse.Core.Events;
using Concourse.Core.Plans;

namespace Concourse.Engine.Journal;

/// <summary>What is stored together or not at all: some events and what they change in the journal.</summary>
public sealed record JournalEntry
{
    public IReadOnlyList<BuildEvent> Events { get; init; } = [];

    public StreamPosition? Position { get; init; }

    /// <summary>The record of one plan node after these events.</summary>
    public (PlanId Plan, StepRecord Record)? Record { get; init; }

    /// <summary>Called after the entry was stored; must not block.</summary>
    public Action? Stored { get; init; }
}
