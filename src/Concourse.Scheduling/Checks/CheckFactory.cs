using Concourse.Core.Configuration;
using Concourse.Core.Planning;
using Concourse.Core.Versions;
using Concourse.Database.Builds;
using Concourse.Database.Scheduling;
using Concourse.Scheduling.Pipelines;

namespace Concourse.Scheduling.Checks;

/// <summary>Makes check builds: for the scanner, for inputs that a manual build waits for, and for the API.</summary>
public sealed class CheckFactory(
    PipelineConfigs configs, BuildCreationRepository builds, PlanIdFactory planIds, PlanningOptions planning, CheckIntervals intervals)
{
    /// <summary>A periodic check, if one is due; null otherwise.</summary>
    public async Task<Build?> TryCreatePeriodicAsync(CheckCandidate candidate, CancellationToken cancellationToken)
    {
        if (await FindAsync(candidate, cancellationToken) is not var (config, resource))
        {
            return null;
        }

        var interval = intervals.For(resource);
        if (interval.Never || candidate.SinceLastCheck < TimeSpan.FromTicks(interval.Interval.Nanoseconds / 100))
        {
            return null;
        }

        var request = new CheckRequest(interval, Pinned(candidate));
        return await CreateAsync(candidate, config, resource, request, manual: false, createdBy: null, cancellationToken);
    }

    /// <summary>A check of an input that a build waits for, whatever its interval; null while another one runs.</summary>
    /// <param name="candidate">The resource.</param>
    /// <param name="recursively">The types of the resource are checked anew as well.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<Build?> TryCreateForInputAsync(CheckCandidate candidate, bool recursively, CancellationToken cancellationToken)
    {
        if (await FindAsync(candidate, cancellationToken) is not var (config, resource))
        {
            return null;
        }

        var request = new CheckRequest(intervals.For(resource), Pinned(candidate), SkipInterval: true, recursively);
        return await CreateAsync(candidate, config, resource, request, manual: false, createdBy: null, cancellationToken);
    }

    /// <summary>A check that somebody asked for; null when the resource is not in the pipeline's config.</summary>
    /// <param name="candidate">The resource.</param>
    /// <param name="from">The version to check from; null: the pinned or the latest one.</param>
    /// <param name="shallow">The types of the resource are not checked anew.</param>
    /// <param name="createdBy">Who asked.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<Build?> CreateManualAsync(
        CheckCandidate candidate, ResourceVersion? from, bool shallow, string? createdBy, CancellationToken cancellationToken)
    {
        if (await FindAsync(candidate, cancellationToken) is not var (config, resource))
        {
            return null;
        }

        var request = new CheckRequest(intervals.For(resource), from ?? Pinned(candidate), SkipInterval: true, Recursively: !shallow);
        return await CreateAsync(candidate, config, resource, request, manual: true, createdBy, cancellationToken);
    }

    /// <summary>A check of a custom type that somebody asked for; null when the type is not in the pipeline's config.</summary>
    /// <param name="type">The type.</param>
    /// <param name="from">The version to check from; null: the latest one.</param>
    /// <param name="shallow">The types below it are not checked anew.</param>
    /// <param name="createdBy">Who asked.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<Build?> CreateManualAsync(
        TypeToCheck type, ResourceVersion? from, bool shallow, string? createdBy, CancellationToken cancellationToken)
    {
        var config = await configs.FindAsync(type.PipelineId, type.PipelineVersion, cancellationToken);
        if (config?.ResourceTypes?.FirstOrDefault(t => t.Name == type.Name) is not { } found)
        {
            return null;
        }

        var request = new CheckRequest(found.CheckEvery ?? planning.CheckInterval, from, SkipInterval: true, Recursively: !shallow);
        var plan = new CheckPlanner(planIds, config.ResourceTypes, planning).ResourceType(found, request);
        return await builds.StartResourceTypeCheckAsync(type.Id, manual: true, plan, createdBy, cancellationToken);
    }

    private async Task<(PipelineConfig Config, ResourceConfig Resource)?> FindAsync(
        CheckCandidate candidate, CancellationToken cancellationToken)
    {
        var config = await configs.FindAsync(candidate.PipelineId, candidate.PipelineVersion, cancellationToken);
        var resource = config?.Resources?.FirstOrDefault(r => r.Name == candidate.ResourceName);
        return resource is null ? null : (config!, resource);
    }

    private Task<Build?> CreateAsync(
        CheckCandidate candidate,
        PipelineConfig config,
        ResourceConfig resource,
        CheckRequest request,
        bool manual,
        string? createdBy,
        CancellationToken cancellationToken)
    {
        var plan = new CheckPlanner(planIds, config.ResourceTypes, planning).Resource(resource, request);
        return builds.StartResourceCheckAsync(candidate.ResourceId, manual, plan, createdBy, cancellationToken);
    }

    private static ResourceVersion? Pinned(CheckCandidate candidate) =>
        candidate.Pin is { } pin ? ResourceVersion.Parse(pin) : null;
}
