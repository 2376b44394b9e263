namespace Concourse.Core.Configuration.Steps;

/// <summary>Runs its hook when the step succeeded.</summary>
public sealed record OnSuccessStep : HookStep
{
    public override string Key => "on_success";
}

/// <summary>Runs its hook when the step failed (not on errors); the failure stays.</summary>
public sealed record OnFailureStep : HookStep
{
    public override string Key => "on_failure";
}

/// <summary>Runs its hook when the build was aborted during the step.</summary>
public sealed record OnAbortStep : HookStep
{
    public override string Key => "on_abort";
}

/// <summary>Runs its hook when the step errored.</summary>
public sealed record OnErrorStep : HookStep
{
    public override string Key => "on_error";
}

/// <summary>Runs its hook whatever happened; a failing hook fails the step.</summary>
public sealed record EnsureStep : HookStep
{
    public override string Key => "ensure";
}
