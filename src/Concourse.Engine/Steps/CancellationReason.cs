namespace Concourse.Engine.Steps;

/// <summary>Why a step was told to stop.</summary>
public enum CancellationReason
{
    None,

    /// <summary>The build was aborted, or a sibling failed under <c>fail_fast</c>.</summary>
    Abort,

    /// <summary>A time limit passed.</summary>
    Deadline,
}
