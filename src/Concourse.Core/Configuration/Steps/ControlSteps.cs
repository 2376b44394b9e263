namespace Concourse.Core.Configuration.Steps;

/// <summary>Hides failure and error of its step, not an abort.</summary>
public sealed record TryStep(Step Step) : StepConfig;

/// <summary>Steps one after the other.</summary>
public sealed record DoStep : StepConfig
{
    public IReadOnlyList<Step>? Steps { get; init; }
}

/// <summary>Steps at once. <see cref="Limit"/> below 1 is unlimited.</summary>
public sealed record InParallelStep : StepConfig
{
    public IReadOnlyList<Step>? Steps { get; init; }

    public int Limit { get; init; }

    /// <summary>Cancel the others after the first that does not succeed.</summary>
    public bool FailFast { get; init; }
}

/// <summary>A time limit around a step that has none of its own; <see cref="Duration"/> is a Go duration. Expiry is a failure.</summary>
public sealed record TimeoutStep : WrapperStep
{
    public string Duration { get; init; } = "";
}

/// <summary>Runs the step again until it succeeds, at most <see cref="Attempts"/> times.</summary>
public sealed record RetryStep : WrapperStep
{
    public int Attempts { get; init; }
}

/// <summary>Runs the step once for each combination of the vars' values.</summary>
public sealed record AcrossStep : WrapperStep
{
    public IReadOnlyList<AcrossVarConfig>? Vars { get; init; }

    public bool FailFast { get; init; }
}
