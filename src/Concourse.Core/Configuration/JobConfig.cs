using Concourse.Core.Configuration.Steps;
using Concourse.Core.Values;

namespace Concourse.Core.Configuration;

/// <summary>A job: a plan of steps with its hooks and limits (pipeline-config.md §3).</summary>
public sealed record JobConfig
{
    public string Name { get; init; } = "";

    /// <summary>The name before a rename; history moves from it.</summary>
    public string OldName { get; init; } = "";

    public bool Public { get; init; }

    public bool DisableManualTrigger { get; init; }

    public bool DisableReruns { get; init; }

    public bool Serial { get; init; }

    public bool Interruptible { get; init; }

    public IReadOnlyList<string>? SerialGroups { get; init; }

    /// <summary>As written; <see cref="MaxInFlight"/> is what counts.</summary>
    public int RawMaxInFlight { get; init; }

    /// <summary>Deprecated form of <see cref="BuildLogRetention"/>.</summary>
    public int BuildLogsToRetain { get; init; }

    public BuildLogRetention? BuildLogRetention { get; init; }

    public Step? OnSuccess { get; init; }

    public Step? OnFailure { get; init; }

    public Step? OnAbort { get; init; }

    public Step? OnError { get; init; }

    public Step? Ensure { get; init; }

    /// <summary>The steps in order; null when the config has no <c>plan</c>.</summary>
    public IReadOnlyList<Step>? Plan { get; init; }

    public SourcePosition Position { get; init; }

    /// <summary>How many builds may run at once; 0 is unlimited.</summary>
    public int MaxInFlight => Serial || SerialGroups is { Count: > 0 } ? 1 : RawMaxInFlight;

    /// <summary>
    /// The job as one step: its plan in order, wrapped from inside out by the hooks on_success, on_failure, on_abort,
    /// on_error, ensure.
    /// </summary>
    public StepConfig AsStep()
    {
        StepConfig step = new DoStep { Steps = Plan };
        if (OnSuccess is not null)
        {
            step = new OnSuccessStep { Inner = step, Hook = OnSuccess };
        }

        if (OnFailure is not null)
        {
            step = new OnFailureStep { Inner = step, Hook = OnFailure };
        }

        if (OnAbort is not null)
        {
            step = new OnAbortStep { Inner = step, Hook = OnAbort };
        }

        if (OnError is not null)
        {
            step = new OnErrorStep { Inner = step, Hook = OnError };
        }

        return Ensure is null ? step : new EnsureStep { Inner = step, Hook = Ensure };
    }

    /// <summary>Every get of the job, hooks included, wrapped step before hook.</summary>
    public IEnumerable<GetStep> Inputs() => StepWalk.Leaves(AsStep()).OfType<GetStep>();

    /// <summary>Every put of the job, in the same order.</summary>
    public IEnumerable<PutStep> Outputs() => StepWalk.Leaves(AsStep()).OfType<PutStep>();
}

/// <summary>How many builds, or how many days of them, keep their logs; 0 means no rule.</summary>
public sealed record BuildLogRetention
{
    public int Builds { get; init; }

    public int MinimumSucceededBuilds { get; init; }

    public int Days { get; init; }
}
