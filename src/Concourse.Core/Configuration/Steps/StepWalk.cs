namespace Concourse.Core.Configuration.Steps;

/// <summary>Walks a tree of steps in upstream's order: wrapped step before hook, siblings as written.</summary>
public static class StepWalk
{
    /// <summary>Every step that contains no other one.</summary>
    public static IEnumerable<StepConfig> Leaves(StepConfig step)
    {
        var pending = new Stack<StepConfig>();
        pending.Push(step);
        while (pending.TryPop(out var current))
        {
            var children = Children(current);
            if (children.Count == 0 && current is not (DoStep or InParallelStep))
            {
                yield return current;
            }

            for (var i = children.Count - 1; i >= 0; i--)
            {
                pending.Push(children[i]);
            }
        }
    }

    /// <summary>The steps directly inside a step.</summary>
    public static IReadOnlyList<StepConfig> Children(StepConfig step) => step switch
    {
        HookStep hook => [hook.Inner, hook.Hook.Config],
        WrapperStep wrapper => [wrapper.Inner],
        TryStep attempt => [attempt.Step.Config],
        DoStep sequence => [.. (sequence.Steps ?? []).Select(s => s.Config)],
        InParallelStep parallel => [.. (parallel.Steps ?? []).Select(s => s.Config)],
        _ => [],
    };
}
