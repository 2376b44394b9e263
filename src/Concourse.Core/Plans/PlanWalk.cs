namespace Concourse.Core.Plans;

/// <summary>Walks a plan tree in upstream's order (pipeline-config.md §12.6).</summary>
public static class PlanWalk
{
    /// <summary>The node and everything below it, parents first; image plans after their node, check before get.</summary>
    public static IEnumerable<Plan> Each(Plan plan)
    {
        var pending = new Stack<Plan>();
        pending.Push(plan);
        while (pending.TryPop(out var current))
        {
            yield return current;
            var children = Children(current);
            for (var i = children.Count - 1; i >= 0; i--)
            {
                pending.Push(children[i]);
            }
        }
    }

    /// <summary>The plans directly inside a plan, image plans included. The substeps of an across are not among them.</summary>
    public static IReadOnlyList<Plan> Children(Plan plan) => plan switch
    {
        DoPlan sequence => sequence.Steps,
        InParallelPlan parallel => parallel.Steps,
        RetryPlan retry => retry.Steps,
        HookPlan hook => [hook.Step, hook.Next],
        TryPlan attempt => [attempt.Step],
        TimeoutPlan timeout => [timeout.Step],
        ResourcePlan { Image: var image } => [.. new Plan?[] { image.Check, image.Get }.OfType<Plan>()],
        _ => [],
    };
}
