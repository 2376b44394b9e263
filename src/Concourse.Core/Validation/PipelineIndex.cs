using Concourse.Core.Configuration;
using Concourse.Core.Configuration.Steps;

namespace Concourse.Core.Validation;

/// <summary>What validation looks up again and again, gathered once so that its time stays linear.</summary>
internal sealed class PipelineIndex
{
    private readonly JobNames names;
    private readonly Dictionary<string, IReadOnlyList<JobConfig>> matching = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Glob, string Resource), IReadOnlyList<JobConfig>> strangers = [];
    private readonly Dictionary<JobConfig, HashSet<string>> resourcesOfJobs = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<JobConfig, List<string>> passedOfJobs = new(ReferenceEqualityComparer.Instance);

    public PipelineIndex(PipelineConfig config)
    {
        Jobs = config.Jobs ?? [];
        names = new JobNames(Jobs);
        Resources = [.. (config.Resources ?? []).Select(r => r.Name)];
        Prototypes = [.. (config.Prototypes ?? []).Select(p => p.Name)];
        foreach (var job in Jobs)
        {
            Add(job);
        }
    }

    public IReadOnlyList<JobConfig> Jobs { get; }

    public HashSet<string> Resources { get; }

    public HashSet<string> Prototypes { get; }

    /// <summary>The resources that some job gets or puts.</summary>
    public HashSet<string> UsedResources { get; } = new(StringComparer.Ordinal);

    /// <summary>Jobs that a <c>passed</c> glob matches, in the order of the pipeline.</summary>
    public IReadOnlyList<JobConfig> Matching(string glob)
    {
        if (!matching.TryGetValue(glob, out var jobs))
        {
            jobs = names.Matching(PathGlob.Prefix(glob), n => PathGlob.Matches(glob, n));
            matching.Add(glob, jobs);
        }

        return jobs;
    }

    /// <summary>Jobs that a group's glob matches, in the order of the pipeline.</summary>
    public IReadOnlyList<JobConfig> Matching(GroupGlob glob) => names.Matching(glob.Prefix, glob.Matches);

    /// <summary>The globs of a job's inputs, as they stand in <c>passed</c>.</summary>
    public IReadOnlyList<string> Passed(JobConfig job) => passedOfJobs.TryGetValue(job, out var globs) ? globs : [];

    /// <summary>Those of the jobs that a <c>passed</c> glob matches that neither get nor put the resource.</summary>
    public IReadOnlyList<JobConfig> Strangers(string glob, string resource)
    {
        if (!strangers.TryGetValue((glob, resource), out var jobs))
        {
            jobs = [.. Matching(glob).Where(j => !ResourcesOf(j).Contains(resource))];
            strangers.Add((glob, resource), jobs);
        }

        return jobs;
    }

    private void Add(JobConfig job)
    {
        List<string>? passed = null;
        foreach (var step in StepWalk.Leaves(job.AsStep()))
        {
            if (ResourceOf(step) is { } resource)
            {
                UsedResources.Add(resource);
            }

            if (step is GetStep { Passed: { Count: > 0 } globs })
            {
                (passed ??= []).AddRange(globs);
            }
        }

        if (passed is not null)
        {
            passedOfJobs.Add(job, passed);
        }
    }

    // Only jobs in somebody's passed are asked.
    private HashSet<string> ResourcesOf(JobConfig job)
    {
        if (!resourcesOfJobs.TryGetValue(job, out var resources))
        {
            resources = [.. StepWalk.Leaves(job.AsStep()).Select(ResourceOf).OfType<string>()];
            resourcesOfJobs.Add(job, resources);
        }

        return resources;
    }

    private static string? ResourceOf(StepConfig step) => step switch
    {
        GetStep get => get.ResourceName,
        PutStep put => put.ResourceName,
        _ => null,
    };
}
