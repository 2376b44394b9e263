using Concourse.Core.Events;

namespace Concourse.Database.Execution;

/// <summary>Events of a build and what they change in its journal, stored in one transaction.</summary>
public sealed record JournalWrite
{
    public required long BuildId { get; init; }

    public required EventTable Table { get; init; }

    /// <summary>Number of the first event; the others follow without a gap.</summary>
    public required int FirstEventId { get; init; }

    public required IReadOnlyList<BuildEvent> Events { get; init; }

    /// <summary>New texts by plan id; they are encrypted when stored.</summary>
    public required IReadOnlyDictionary<string, string> Records { get; init; }

    public required IReadOnlyDictionary<(string PlanId, string Stream), long> Offsets { get; init; }
}
