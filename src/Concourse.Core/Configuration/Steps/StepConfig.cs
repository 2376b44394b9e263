using Concourse.Core.Values;

namespace Concourse.Core.Configuration.Steps;

/// <summary>
/// A step as written: its configuration and the keys nobody knew. Those are reported by validation and kept in every
/// rendering, so that an older client still shows and compares them.
/// </summary>
public sealed record Step(StepConfig Config)
{
    public IReadOnlyList<MapEntry> UnknownFields { get; init; } = [];

    public SourcePosition Position { get; init; }
}

/// <summary>One kind of step or modifier (pipeline-config.md §4).</summary>
public abstract record StepConfig
{
    private protected StepConfig()
    {
    }
}

/// <summary>A modifier: it wraps the step it is written on.</summary>
public abstract record WrapperStep : StepConfig
{
    private protected WrapperStep()
    {
    }

    /// <summary>The wrapped step.</summary>
    public required StepConfig Inner { get; init; }
}

/// <summary>A modifier that runs another step after the wrapped one.</summary>
public abstract record HookStep : WrapperStep
{
    private protected HookStep()
    {
    }

    public required Step Hook { get; init; }

    /// <summary>The key of the hook: <c>on_success</c>, <c>on_failure</c>, <c>on_abort</c>, <c>on_error</c> or <c>ensure</c>.</summary>
    public abstract string Key { get; }
}
