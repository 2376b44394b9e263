using Concourse.Core.Plans;
using Concourse.Database.Execution;
using Concourse.Engine.Builds;

namespace Concourse.Engine.Steps.Resources;

/// <summary>The version history that a check adds to, and the times of its checks.</summary>
internal sealed class CheckScope
{
    private readonly CheckPlan plan;
    private readonly BuildRun run;
    private readonly ResourceConfigsRepository configs;

    private CheckScope(long id, CheckPlan plan, BuildRun run, ResourceConfigsRepository configs)
    {
        Id = id;
        this.plan = plan;
        this.run = run;
        this.configs = configs;
    }

    /// <summary>Row of <c>resource_config_scopes</c>.</summary>
    public long Id { get; }

    /// <summary>Not nested: the check of a pipeline's resource.</summary>
    public bool IsResource => plan.Resource.Length > 0;

    private TimeSpan Interval => plan.Interval is { Never: false, Interval.Nanoseconds: > 0 } every
        ? every.Interval.ToTimeSpan()
        : IsResource ? run.Options.ResourceCheckingInterval : run.Options.ResourceTypeCheckingInterval;

    /// <summary>Finds or makes the scope and points the resource or type to it, before any check runs.</summary>
    public static async Task<CheckScope> FindAsync(CheckPlan plan, BuildRun run, StepServices services, ResourceConfigRow config, CancellationToken ct)
    {
        if (plan.Resource.Length > 0)
        {
            var gone = $"resource '{plan.Resource}' deleted";
            var resource = run.Build.PipelineId is { } inPipeline
                ? await services.Resources.FindIdAsync(inPipeline, plan.Resource, ct)
                : null;
            if (resource is not { } resourceId)
            {
                throw new StepException("create resource config scope: " + gone);
            }

            var unique = !run.Options.EnableGlobalResources || config.HasUniqueHistory;
            var scope = unique
                ? await services.Configs.FindOrCreateUniqueScopeAsync(config.Id, resourceId, ct)
                    ?? throw new StepException("create resource config scope: " + gone)
                : await services.Configs.FindOrCreateSharedScopeAsync(config.Id, ct);
            await services.Configs.PointResourceAsync(resourceId, config.Id, scope, ct);
            return new CheckScope(scope, plan, run, services.Configs);
        }

        var shared = await services.Configs.FindOrCreateSharedScopeAsync(config.Id, ct);
        if (run.Build.PipelineId is { } pipeline && (plan.ResourceType.Length > 0 || plan.Prototype.Length > 0))
        {
            var isPrototype = plan.ResourceType.Length == 0;
            await services.Configs.PointTypeAsync(pipeline, isPrototype ? plan.Prototype : plan.ResourceType, isPrototype, config.Id, ct);
        }

        return new CheckScope(shared, plan, run, services.Configs);
    }

    /// <summary>The script is about to run; nested checks do not name their build (trap 17).</summary>
    public Task StartAsync(CancellationToken ct) => IsResource
        ? configs.StartCheckAsync(Id, run.Build.Id, PublicPlan.Of(plan).Text, ct)
        : configs.StartCheckAsync(Id, null, null, ct);

    public Task EndAsync(bool succeeded, CancellationToken ct) => configs.EndCheckAsync(Id, succeeded, Interval, ct);

    /// <summary>Whether a check is due (engine chapter §6, point 6); the database's clock decides.</summary>
    public async Task<bool> IsDueAsync(CancellationToken ct)
    {
        var state = await configs.CheckStateAsync(Id, ct);
        if (!IsResource)
        {
            var fresh = state.LastEnd > run.Build.StartTime || (!plan.SkipInterval && IsWithinInterval(state));
            return !(state.LastSucceeded && fresh);
        }

        if (plan.SkipInterval)
        {
            return plan.FromVersion is not null || !(state.LastSucceeded && run.Build.CreateTime < state.LastStart);
        }

        return !IsWithinInterval(state);
    }

    private bool IsWithinInterval(CheckState state) => state.Now < state.LastEnd + Interval;
}
