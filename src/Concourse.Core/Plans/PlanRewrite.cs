namespace Concourse.Core.Plans;

/// <summary>Rebuilds plan trees.</summary>
public static class PlanRewrite
{
    /// <summary>The same tree under other ids; <c>version_from</c> follows. The inside of an across is left alone.</summary>
    public static Plan WithIds(Plan plan, Func<PlanId, PlanId> rename) => DeepRecursion.HasStack
        ? Renamed(plan, rename)
        : DeepRecursion.Continue((plan, rename), static s => Renamed(s.plan, s.rename));

    private static Plan Renamed(Plan plan, Func<PlanId, PlanId> rename)
    {
        Plan Inner(Plan p) => WithIds(p, rename);
        Plan[] All(IReadOnlyList<Plan> plans) => [.. plans.Select(Inner)];
        TypeImage Image(TypeImage image) => image with
        {
            Check = image.Check is null ? null : (CheckPlan)Inner(image.Check),
            Get = image.Get is null ? null : (GetPlan)Inner(image.Get),
        };

        var renamed = plan switch
        {
            DoPlan p => p with { Steps = All(p.Steps) },
            InParallelPlan p => p with { Steps = All(p.Steps) },
            RetryPlan p => p with { Steps = All(p.Steps) },
            HookPlan p => p with { Step = Inner(p.Step), Next = Inner(p.Next) },
            TryPlan p => p with { Step = Inner(p.Step) },
            TimeoutPlan p => p with { Step = Inner(p.Step) },
            GetPlan p => p with { Image = Image(p.Image), VersionFrom = p.VersionFrom is { } from ? rename(from) : null },
            ResourcePlan p => p with { Image = Image(p.Image) },
            _ => plan,
        };
        return renamed with { Id = rename(plan.Id) };
    }
}
