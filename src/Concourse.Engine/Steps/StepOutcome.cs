using Concourse.Core.Values;

namespace Concourse.Engine.Steps;

/// <summary>How a step ended. Exceptions are for bugs and infrastructure; these are a build's normal ends (engine chapter §3).</summary>
public abstract record StepOutcome
{
    private StepOutcome()
    {
    }

    public static StepOutcome Success { get; } = new Succeeded();

    public static StepOutcome Failure { get; } = new Failed();

    public static StepOutcome Abort { get; } = new Aborted();

    /// <summary>Ended by a time limit that an outer <c>timeout</c> will turn into a failure.</summary>
    public static StepOutcome DeadlineExceeded { get; } = new Errored("context deadline exceeded") { IsDeadline = true };

    /// <summary>An error or an abort: what upstream has as an error value.</summary>
    public bool IsError => this is Errored or Aborted;

    /// <summary>It did what it should.</summary>
    public sealed record Succeeded : StepOutcome;

    /// <summary>It ran and said no.</summary>
    public sealed record Failed : StepOutcome;

    /// <summary>It could not do its work.</summary>
    /// <param name="Message">For the user.</param>
    public sealed record Errored(string Message) : StepOutcome
    {
        /// <summary>The cause, or one of several causes, is an exceeded time limit.</summary>
        public bool IsDeadline { get; init; }

        /// <summary>The messages of an aggregate; empty for a single error.</summary>
        internal IReadOnlyList<string> Causes { get; init; } = [];
    }

    /// <summary>Somebody asked it to stop.</summary>
    public sealed record Aborted : StepOutcome;

    /// <summary>
    /// Several errors as one, in upstream's text (engine chapter §3.4). An abort among them makes the whole an abort, as the
    /// build's final status follows from it.
    /// </summary>
    public static StepOutcome Aggregate(IEnumerable<StepOutcome> outcomes)
    {
        var causes = new List<string>();
        var deadline = false;
        foreach (var outcome in outcomes)
        {
            switch (outcome)
            {
                case Aborted:
                    return Abort;
                case Errored error:
                    causes.AddRange(error.Causes.Count > 0 ? error.Causes : [error.Message]);
                    deadline |= error.IsDeadline;
                    break;
            }
        }

        return new Errored(GoErrors.Text(causes)) { Causes = causes, IsDeadline = deadline };
    }
}
