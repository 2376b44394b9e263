using System.Collections.Concurrent;
using Concourse.Core.Plans;
using Concourse.Runtime.Processes;

namespace Concourse.Engine.Journal;

/// <summary>What a build has done so far, as its journal tells, and the writer that adds to it. Thread-safe.</summary>
public sealed class BuildJournal(
    IReadOnlyDictionary<PlanId, StepRecord> records,
    IReadOnlyList<StreamPosition> positions,
    BuildEventWriter writer)
{
    private readonly ConcurrentDictionary<PlanId, StepRecord> records = new(records);
    private readonly Dictionary<(PlanId, ProcessStream), long> positions = positions.ToDictionary(p => (p.Plan, p.Stream), p => p.Offset);

    public BuildEventWriter Writer { get; } = writer;

    /// <summary>The record of a plan node; empty when it has not begun.</summary>
    public StepRecord Record(PlanId plan) => records.GetValueOrDefault(plan) ?? StepRecord.Empty;

    /// <summary>How many raw bytes of a stream were turned into events before this node took the build over.</summary>
    public long Position(PlanId plan, ProcessStream stream) => positions.GetValueOrDefault((plan, stream));

    /// <summary>Writes an entry; its record is what <see cref="Record"/> returns from now on.</summary>
    public ValueTask WriteAsync(JournalEntry entry, CancellationToken ct)
    {
        if (entry.Record is { } changed)
        {
            records[changed.Plan] = changed.Record;
        }

        return Writer.WriteAsync(entry, ct);
    }
}
