using Concourse.Core.Configuration;
using Concourse.Core.Configuration.Steps;

namespace Concourse.Core.Validation;

/// <summary>What validation looks up again and again, gathered once so that its time stays linear.</summary>
internal sealed class PipelineIndex
{
    private readonly Dictionary<string, List<JobConfig>> jobsByName = new(StringComparer.Ordinal);
    private readonly Dictionary<JobConfig, HashSet<string>> resourcesOfJobs = new(ReferenceEqualityComparer.Instance);

    public PipelineIndex(PipelineConfig config)
    {
        Jobs = config.Jobs ?? [];
        Resources = [.. (config.Resources ?? []).Select(r => r.Name)];
        Prototypes = [.. (config.Prototypes ?? []).Select(p => p.Name)];
        foreach (var job in Jobs)
        {
            jobsByName.TryAdd(job.Name, []);
            jobsByName[job.Name].Add(job);
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

    /// <summary>Whether some get or put of the job names the resource.</summary>
    public bool Uses(JobConfig job, string resource) => resourcesOfJobs[job].Contains(resource);

    /// <summary>Jobs of exactly this name.</summary>
    public IReadOnlyList<JobConfig> Named(string name) => jobsByName.GetValueOrDefault(name) ?? [];

    public HashSet<string> UsedResources() => [.. resourcesOfJobs.Values.SelectMany(r => r)];

    /// <summary>Jobs that a <c>passed</c> glob matches, in the order of the pipeline.</summary>
    public IReadOnlyList<JobConfig> Matching(string glob) => PathGlob.IsLiteral(glob)
        ? Named(glob)
        : [.. Jobs.Where(j => PathGlob.Matches(glob, j.Name))];
}
