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

    public PipelineIndex(PipelineConfig config)
    {
        Jobs = config.Jobs ?? [];
        names = new JobNames(Jobs);
        Resources = [.. (config.Resources ?? []).Select(r => r.Name)];
        Prototypes = [.. (config.Prototypes ?? []).Select(p => p.Name)];
        foreach (var job in Jobs)
        {
            resourcesOfJobs[job] = [.. StepWalk.Leaves(job.AsStep()).Select(s => s switch
            {
                GetStep get => get.ResourceName,
                PutStep put => put.ResourceName,
                _ => null,
            }).OfType<string>()];
        }
    }

    public IReadOnlyList<JobConfig> Jobs { get; }

    public HashSet<string> Resources { get; }

    public HashSet<string> Prototypes { get; }

    public HashSet<string> UsedResources() => [.. resourcesOfJobs.Values.SelectMany(r => r)];

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

    /// <summary>Those of the jobs that a <c>passed</c> glob matches that neither get nor put the resource.</summary>
    public IReadOnlyList<JobConfig> Strangers(string glob, string resource)
    {
        if (!strangers.TryGetValue((glob, resource), out var jobs))
        {
            jobs = [.. Matching(glob).Where(j => !resourcesOfJobs[j].Contains(resource))];
            strangers.Add((glob, resource), jobs);
        }

        return jobs;
    }
}
