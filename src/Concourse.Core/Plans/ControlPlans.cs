using Concourse.Core.Configuration.Steps;
using Concourse.Core.Values;

namespace Concourse.Core.Plans;

/// <summary>Plans one after the other.</summary>
public sealed record DoPlan(PlanId Id, IReadOnlyList<Plan> Steps) : Plan(Id)
{
    public override string Key => "do";
}

/// <summary>Plans at once; a <see cref="Limit"/> below 1 is unlimited.</summary>
public sealed record InParallelPlan(PlanId Id, IReadOnlyList<Plan> Steps) : Plan(Id)
{
    public override string Key => "in_parallel";

    public int Limit { get; init; }

    public bool FailFast { get; init; }
}

/// <summary>One plan for each combination of the vars' values, made at run time from a template.</summary>
public sealed record AcrossPlan(PlanId Id) : Plan(Id)
{
    public override string Key => "across";

    public IReadOnlyList<AcrossPlanVar> Vars { get; init; } = [];

    /// <summary>JSON text of the substep's plan, with <c>((.:var))</c> in it.</summary>
    public string SubstepTemplate { get; init; } = "";

    public bool FailFast { get; init; }
}

/// <summary>One var of an across plan; <see cref="MaxInFlight"/> null means 1.</summary>
public sealed record AcrossPlanVar(string Name, Value? Values, MaxInFlight? MaxInFlight);

/// <summary>Hides failure and error of its plan, not an abort.</summary>
public sealed record TryPlan(PlanId Id, Plan Step) : Plan(Id)
{
    public override string Key => "try";
}

/// <summary>A time limit around its plan; <see cref="Duration"/> is a Go duration.</summary>
public sealed record TimeoutPlan(PlanId Id, Plan Step, string Duration) : Plan(Id)
{
    public override string Key => "timeout";
}

/// <summary>One plan per attempt, run until one succeeds.</summary>
public sealed record RetryPlan(PlanId Id, IReadOnlyList<Plan> Steps) : Plan(Id)
{
    public override string Key => "retry";
}

/// <summary>A plan followed by another one under a condition; the JSON key of <see cref="Next"/> is <see cref="Plan.Key"/>.</summary>
public abstract record HookPlan(PlanId Id, Plan Step, Plan Next) : Plan(Id);

/// <summary>Runs <see cref="HookPlan.Next"/> after a success.</summary>
public sealed record OnSuccessPlan(PlanId Id, Plan Step, Plan Next) : HookPlan(Id, Step, Next)
{
    public override string Key => "on_success";
}

/// <summary>Runs <see cref="HookPlan.Next"/> after a failure.</summary>
public sealed record OnFailurePlan(PlanId Id, Plan Step, Plan Next) : HookPlan(Id, Step, Next)
{
    public override string Key => "on_failure";
}

/// <summary>Runs <see cref="HookPlan.Next"/> after an abort.</summary>
public sealed record OnAbortPlan(PlanId Id, Plan Step, Plan Next) : HookPlan(Id, Step, Next)
{
    public override string Key => "on_abort";
}

/// <summary>Runs <see cref="HookPlan.Next"/> after an error.</summary>
public sealed record OnErrorPlan(PlanId Id, Plan Step, Plan Next) : HookPlan(Id, Step, Next)
{
    public override string Key => "on_error";
}

/// <summary>Runs <see cref="HookPlan.Next"/> whatever happened.</summary>
public sealed record EnsurePlan(PlanId Id, Plan Step, Plan Next) : HookPlan(Id, Step, Next)
{
    public override string Key => "ensure";
}
