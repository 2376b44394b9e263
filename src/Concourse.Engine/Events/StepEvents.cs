using Concourse.Core.Events;
using Concourse.Core.Plans;
using Concourse.Core.Variables;
using Concourse.Engine.Journal;
using Concourse.Runtime.Processes;

namespace Concourse.Engine.Events;

/// <summary>
/// Emits the events of one step, each point once, however often the step's code runs again after crashes. One caller at a
/// time, except that <see cref="Output"/> streams may be fed beside it.
/// </summary>
public sealed class StepEvents(PlanId plan, BuildJournal journal, SecretTracker secrets, TimeProvider time)
{
    private readonly List<LogStream> outputs = [];

    public PlanId Plan { get; } = plan;

    public Origin Origin { get; } = new(plan.Text);

    /// <summary>Now, in Unix seconds.</summary>
    public long Now => time.GetUtcNow().ToUnixTimeSeconds();

    /// <summary>How the step ended in an earlier run; null when it did not.</summary>
    public StepEnd? End => journal.Record(Plan).End;

    /// <summary>Whether the step passed the point in an earlier run or in this one.</summary>
    public bool HasPassed(string point) => journal.Record(Plan).Passed.Contains(point);

    /// <summary>Passes a point that is named after its event.</summary>
    public ValueTask EmitAsync(BuildEvent happened, CancellationToken ct) => PassAsync(happened.Type, [happened], ct);

    /// <summary>Passes a point: stores that it was passed, with the events that tell of it. Does nothing the second time.</summary>
    public async ValueTask PassAsync(string point, IReadOnlyList<BuildEvent> events, CancellationToken ct)
    {
        var record = journal.Record(Plan);
        if (!record.Passed.Contains(point))
        {
            await journal.WriteAsync(
                new JournalEntry { Events = events, Record = (Plan, record with { Passed = [.. record.Passed, point] }) },
                ct);
        }
    }

    /// <summary>A text as it may be seen.</summary>
    public string Redact(string text) => secrets.Redact(text);

    /// <summary>An event with a line of our own in the step's log.</summary>
    public LogEvent Log(string source, string text) => new(Now, new Origin(Plan.Text, source), Redact(text));

    /// <summary>Turns a stream of the step's process into log events.</summary>
    public LogStream Output(ProcessStream stream, Action<long> acknowledge)
    {
        var output = new LogStream(journal, Plan, stream, secrets, time, acknowledge);
        outputs.Add(output);
        return output;
    }

    /// <summary>Stores the step's end with its last events, after what its streams held back.</summary>
    public async ValueTask EndAsync(StepEnd end, IReadOnlyList<BuildEvent> events, CancellationToken ct)
    {
        foreach (var output in outputs)
        {
            await output.CompleteAsync(ct);
        }

        await journal.WriteAsync(new JournalEntry { Events = events, Record = (Plan, journal.Record(Plan) with { End = end }) }, ct);
    }

    /// <summary>Waits until all events so far are stored: before something happens that must not happen twice.</summary>
    public Task FlushAsync(CancellationToken ct) => journal.Writer.FlushAsync(ct);
}
