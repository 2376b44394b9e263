using Concourse.Core.Configuration;
using Concourse.Core.Configuration.Steps;
using Concourse.Core.Plans;

namespace Concourse.Core.Planning;

/// <summary>
/// Turns a job's steps into a build plan (pipeline-config.md §12.3). Ids are taken when a node is made: children before
/// parents, the wrapped step before its hook, the hook before the wrapper. One use per build.
/// </summary>
public sealed class BuildPlanner
{
    private readonly PlanIdFactory ids;
    private readonly BuildPlanContext context;
    private readonly ImagePlanner images;

    public BuildPlanner(PlanIdFactory ids, BuildPlanContext context)
    {
        this.ids = ids;
        this.context = context;
        images = new ImagePlanner(context.Types);
    }

    /// <summary>Plans a job, hooks included.</summary>
    /// <exception cref="PlanningException">A resource, a prototype or an input's version is missing.</exception>
    public Plan Plan(JobConfig job) => Plan(job.AsStep());

    /// <inheritdoc cref="Plan(JobConfig)"/>
    public Plan Plan(StepConfig step) => step switch
    {
        _ when !DeepRecursion.HasStack => DeepRecursion.Continue((This: this, step), static s => s.This.Plan(s.step)),
        GetStep get => Get(get),
        PutStep put => Put(put),
        TaskStep task => Task(task),
        RunStep run => Run(run),
        SetPipelineStep set => SetPipeline(set),
        LoadVarStep load => LoadVar(load),
        DoStep sequence => Do(sequence),
        InParallelStep parallel => InParallel(parallel),
        AcrossStep across => Across(across),
        TryStep attempt => Wrap(Plan(attempt.Step.Config), (id, inner) => new TryPlan(id, inner)),
        TimeoutStep timeout => Wrap(Plan(timeout.Inner), (id, inner) => new TimeoutPlan(id, inner, timeout.Duration)),
        RetryStep retry => Retry(retry),
        HookStep hook => Hook(hook),
        _ => throw new ArgumentException($"no plan for {step.GetType().Name}", nameof(step)),
    };

    private GetPlan Get(GetStep step)
    {
        var resource = Resource(step.ResourceName);
        if (!context.Inputs.TryGetValue(step.Name, out var version))
        {
            throw new PlanningException($"version for input {step.Name} not provided");
        }

        var id = ids.Next();
        return new GetPlan(id)
        {
            Name = step.Name,
            Type = resource.Type,
            Resource = step.ResourceName,
            Source = context.Types.WithDefaults(resource.Type, resource.Source),
            Image = images.ForType(id, resource.Type, step.Tags, skipInterval: false),
            Params = step.Params,
            Version = version,
            Tags = step.Tags,
            Timeout = step.Timeout,
        };
    }

    private Plan Put(PutStep step)
    {
        var resource = Resource(step.ResourceName);
        var source = context.Types.WithDefaults(resource.Type, resource.Source);
        var putId = ids.Next();
        var put = new PutPlan(putId)
        {
            Name = step.Name,
            Type = resource.Type,
            Resource = step.ResourceName,
            Source = source,
            Image = images.ForType(putId, resource.Type, step.Tags, context.ManuallyTriggered),
            Params = step.Params,
            Inputs = step.Inputs,
            Tags = step.Tags,
            Timeout = step.Timeout,
            ExposeBuildCreatedBy = resource.ExposeBuildCreatedBy,
        };
        if (step.NoGet)
        {
            return put;
        }

        var getId = ids.Next();
        var get = new GetPlan(getId)
        {
            Name = step.Name,
            Type = resource.Type,
            Resource = step.ResourceName,
            Source = source,
            Image = images.ForType(getId, resource.Type, step.Tags, context.ManuallyTriggered),
            Params = step.GetParams,
            VersionFrom = putId,
            Tags = step.Tags,
            Timeout = step.Timeout,
        };
        return new OnSuccessPlan(ids.Next(), put, get);
    }

    private TaskPlan Task(TaskStep step) => new(ids.Next())
    {
        Name = step.Name,
        Privileged = step.Privileged,
        Hermetic = step.Hermetic,
        Tags = step.Tags,
        ConfigPath = step.File,
        Config = step.Config,
        Limits = step.Limits,
        Image = step.Image,
        Vars = step.Vars,
        Params = step.Params,
        InputMapping = step.InputMapping,
        OutputMapping = step.OutputMapping,
        Timeout = step.Timeout,
        ResourceTypes = context.Types.Types,
        CheckSkipInterval = context.ManuallyTriggered,
        Sidecars = step.Sidecars,
    };

    private RunPlan Run(RunStep step)
    {
        var prototype = context.Prototypes.FirstOrDefault(p => p.Name == step.Type)
            ?? throw new PlanningException($"unknown prototype: {step.Type}");
        return new RunPlan(ids.Next())
        {
            Message = step.Message,
            Type = step.Type,
            Object = TypeCatalog.Merge(prototype.Defaults, step.Params),
            Privileged = step.Privileged,
            Tags = step.Tags,
            Limits = step.Limits,
            Timeout = step.Timeout,
        };
    }

    private SetPipelinePlan SetPipeline(SetPipelineStep step) => new(ids.Next())
    {
        Name = step.Name,
        File = step.File,
        Team = step.Team,
        Vars = step.Vars,
        VarFiles = step.VarFiles,
        InstanceVars = step.InstanceVars,
    };

    private LoadVarPlan LoadVar(LoadVarStep step) => new(ids.Next())
    {
        Name = step.Name,
        File = step.File,
        Format = step.Format,
        Reveal = step.Reveal,
    };

    private DoPlan Do(DoStep step)
    {
        var steps = All(step.Steps);
        return new DoPlan(ids.Next(), steps);
    }

    private InParallelPlan InParallel(InParallelStep step)
    {
        var steps = All(step.Steps);
        return new InParallelPlan(ids.Next(), steps) { Limit = step.Limit, FailFast = step.FailFast };
    }

    private AcrossPlan Across(AcrossStep step)
    {
        // The substep is planned once; its text is the template of every combination.
        var template = PlanJson.Write(Plan(step.Inner));
        return new AcrossPlan(ids.Next())
        {
            Vars = [.. (step.Vars ?? []).Select(v => new AcrossPlanVar(v.Var, v.Values, v.MaxInFlight))],
            SubstepTemplate = template,
            FailFast = step.FailFast,
        };
    }

    private RetryPlan Retry(RetryStep step)
    {
        var attempts = new List<Plan>();
        for (var i = 0; i < step.Attempts; i++)
        {
            attempts.Add(Plan(step.Inner));
        }

        return new RetryPlan(ids.Next(), attempts);
    }

    private HookPlan Hook(HookStep step)
    {
        var inner = Plan(step.Inner);
        var hook = Plan(step.Hook.Config);
        var id = ids.Next();
        return step switch
        {
            OnSuccessStep => new OnSuccessPlan(id, inner, hook),
            OnFailureStep => new OnFailurePlan(id, inner, hook),
            OnAbortStep => new OnAbortPlan(id, inner, hook),
            OnErrorStep => new OnErrorPlan(id, inner, hook),
            _ => new EnsurePlan(id, inner, hook),
        };
    }

    private Plan Wrap(Plan inner, Func<PlanId, Plan, Plan> wrap) => wrap(ids.Next(), inner);

    private List<Plan> All(IReadOnlyList<Step>? steps) => [.. (steps ?? []).Select(s => Plan(s.Config))];

    private ResourceConfig Resource(string name) =>
        context.FindResource(name) ?? throw new PlanningException($"unknown resource: {name}");
}
