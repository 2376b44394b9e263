namespace Concourse.Database.Events;

/// <summary>What a build has done so far: step records (JSON) by plan id, and bytes already turned into events by plan id and stream.</summary>
public sealed record Journal(
    IReadOnlyDictionary<string, string> Records,
    IReadOnlyDictionary<(string PlanId, string Stream), long> Offsets);
