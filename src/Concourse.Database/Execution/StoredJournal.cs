namespace Concourse.Database.Execution;

/// <summary>What a build's journal holds when a node takes the build over.</summary>
/// <param name="NextEventId">One more than the last stored event's number.</param>
/// <param name="Records">Stored text by plan id.</param>
/// <param name="Offsets">Raw bytes turned into events, by plan id and stream.</param>
/// <param name="Epoch">Number of this taking-over, higher than that of every earlier one of any build.</param>
public sealed record StoredJournal(
    int NextEventId,
    IReadOnlyDictionary<string, string> Records,
    IReadOnlyDictionary<(string PlanId, string Stream), long> Offsets,
    long Epoch);
