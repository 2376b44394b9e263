namespace Concourse.Core.Plans;

/// <summary>
/// A node of a build plan: what the engine runs (engine.md §2). The tree is immutable; each kind of node is a record
/// of its own.
/// </summary>
public abstract record Plan(PlanId Id)
{
    /// <summary>1-based attempt numbers from the outermost retry to the innermost; filled only while running.</summary>
    public IReadOnlyList<int> Attempts { get; init; } = [];

    /// <summary>The key of this kind in the plan's JSON; empty for a plan without a kind.</summary>
    public abstract string Key { get; }
}

/// <summary>A plan that does nothing and succeeds.</summary>
public sealed record EmptyPlan(PlanId Id) : Plan(Id)
{
    public override string Key => "";
}
