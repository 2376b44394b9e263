using Concourse.Core;
using Concourse.Core.Plans;
using Concourse.Engine.Builds;
using Concourse.Engine.Steps.Control;
using Concourse.Engine.Steps.Images;
using Concourse.Engine.Steps.Resources;
using Concourse.Engine.Steps.Tasks;

namespace Concourse.Engine.Steps;

/// <summary>Makes the tree of steps that a plan says.</summary>
public sealed class StepFactory
{
    private readonly StepServices services;
    private readonly ImageFetcher images;

    public StepFactory(StepServices services)
    {
        this.services = services;
        images = new ImageFetcher(this, services.Caches);
    }

    /// <exception cref="StepException">The plan has a kind of step that cannot run; the build errors with this message.</exception>
    public IStep Build(Plan plan, BuildRun run) => Build(plan, run, Surroundings.None);

    /// <summary>A check or get that fetches an image for a step.</summary>
    internal IStep BuildImage(ResourcePlan plan, BuildRun run) =>
        services.Registry is { } registry && RegistryImageSource.IsOf(plan)
            ? plan switch
            {
                CheckPlan check => new LeafStep(run, plan.Id, new RegistryImageCheckStep(check, run, services, registry)),
                GetPlan get => new LeafStep(run, plan.Id, new RegistryImageGetStep(get, run, services, registry)),
                _ => Build(plan, run),
            }
            : Build(plan, run);

    private IStep Build(Plan plan, BuildRun run, Surroundings around)
    {
        if (!DeepRecursion.HasStack)
        {
            return DeepRecursion.Continue((This: this, plan, run, around), static s => s.This.Build(s.plan, s.run, s.around));
        }

        around = around.Within();
        var step = Make(plan, run, around);
        return around.Depth % FreshStackStep.Levels == 0 ? new FreshStackStep(step) : step;
    }

    private IStep Make(Plan plan, BuildRun run, Surroundings around)
    {
        return plan switch
        {
            EmptyPlan => new DoStep([]),
            DoPlan sequence => new DoStep(Each(sequence.Steps)),
            InParallelPlan parallel => new InParallelStep(Each(parallel.Steps), parallel.Limit, parallel.FailFast),
            TryPlan attempt => new TryStep(Inner(attempt.Step)),
            TimeoutPlan timeout => new TimeoutStep(Inner(timeout.Step), timeout.Duration, run.Time),
            RetryPlan retry => new RetryStep([.. retry.Steps.Select((step, i) => Build(step, run, around.Attempt(i + 1)))]),
            OnSuccessPlan hook => new OnSuccessStep(Inner(hook.Step), Hook(hook, "succeeded")),
            OnFailurePlan hook => new OnFailureStep(Inner(hook.Step), Hook(hook, "failed")),
            OnErrorPlan hook => new OnErrorStep(Inner(hook.Step), Hook(hook, "errored")),
            OnAbortPlan hook => new OnAbortStep(Inner(hook.Step), Hook(hook, "aborted")),
            EnsurePlan hook => new EnsureStep(Inner(hook.Step), Inner(hook.Next)),
            GetPlan get => Leaf(new GetStep(get with { Attempts = around.Attempts }, run, services, images, around.HookStatus)),
            PutPlan put => Leaf(new PutStep(put with { Attempts = around.Attempts }, run, services, images, around.HookStatus)),
            CheckPlan check => Leaf(new CheckStep(check with { Attempts = around.Attempts }, run, services, images, around.HookStatus)),
            TaskPlan task => Leaf(new TaskStep(task with { Attempts = around.Attempts }, run, services, images)),
            LoadVarPlan load => Leaf(new LoadVarStep(load, run, services)),
            RunPlan message => Leaf(new RunStep(message)),
            _ => throw new StepException($"this version of the server cannot run '{plan.Key}' steps"),
        };

        IStep Inner(Plan inner) => Build(inner, run, around);

        IStep Hook(HookPlan hook, string status) => Build(hook.Next, run, around with { HookStatus = status });

        IReadOnlyList<IStep> Each(IReadOnlyList<Plan> plans) => [.. plans.Select(Inner)];

        LeafStep Leaf(ILeaf leaf) => new(run, plan.Id, leaf);
    }

    /// <summary>What a step inherits from the steps around it.</summary>
    private sealed record Surroundings(string HookStatus, IReadOnlyList<int> Attempts, int Depth)
    {
        public static Surroundings None { get; } = new("", [], 0);

        public Surroundings Within() => this with { Depth = Depth + 1 };

        public Surroundings Attempt(int number) => this with { Attempts = [.. Attempts, number] };
    }
}
