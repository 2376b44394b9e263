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
    private readonly ConcurrentDictionary<(PlanId, ProcessStream), long> positions =
        new(positions.Select(p => KeyValuePair.Create((p.Plan, p.Stream), p.Offset)));

    public BuildEventWriter Writer { get; } = writer;

    /// <summary>Whether anything of the build was ever journalled by one of our nodes.</summary>
    public bool IsEmpty => records.IsEmpty;

    /// <summary>The record of a plan node; empty when it has not begun.</summary>
    public StepRecord Record(PlanId plan) => records.GetValueOrDefault(plan) ?? StepRecord.Empty;

    /// <summary>How many raw bytes of a stream were turned into events.</summary>
    public long Position(PlanId plan, ProcessStream stream) => positions.GetValueOrDefault((plan, stream));

    /// <summary>Writes an entry; what it changes is what <see cref="Record"/> and <see cref="Position"/> return from now on.</summary>
    public async ValueTask WriteAsync(JournalEntry entry, CancellationToken ct)
    {
        await Writer.WriteAsync(entry, ct);
        if (entry.Record is { } changed)
        {
            records[changed.Plan] = changed.Record;
        }

        if (entry.Position is { } position)
        {
            positions[(position.Plan, position.Stream)] = position.Offset;
        }
    }
}
