using Concourse.Core.Configuration;

namespace Concourse.Core.Validation;

/// <summary>Groups: their globs match, their resources exist, their names differ, and no job is left out.</summary>
internal static class GroupRules
{
    public static void Check(PipelineConfig config, PipelineIndex index, Findings findings)
    {
        var groups = config.Groups ?? [];
        var grouped = new HashSet<string>(StringComparer.Ordinal);
        var matching = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (i, group) in groups.Index())
        {
            findings.CheckIdentifier(group.Name, new Place("groups", i, group.Name).Identifier, group.Position);
            foreach (var job in group.Jobs ?? [])
            {
                CheckJobs(group, job, index, grouped, matching, findings);
            }

            foreach (var resource in (group.Resources ?? []).Where(r => !index.Resources.Contains(r)))
            {
                findings.Error($"group '{group.Name}' has unknown resource '{resource}'", group.Position);
            }
        }

        foreach (var same in groups.GroupBy(g => g.Name).Where(g => g.Count() > 1))
        {
            findings.Error($"group '{same.Key}' appears {same.Count()} times. Duplicate names are not allowed.", same.Last().Position);
        }

        if (groups.Count > 0)
        {
            foreach (var job in index.Jobs.DistinctBy(j => j.Name).Where(j => !grouped.Contains(j.Name)))
            {
                findings.Error($"job '{job.Name}' belongs to no group", job.Position);
            }
        }
    }

    // Many groups may hold the same glob: each is held against the jobs once.
    private static void CheckJobs(
        GroupConfig group, string pattern, PipelineIndex index, HashSet<string> grouped, Dictionary<string, int> matching, Findings findings)
    {
        if (!matching.TryGetValue(pattern, out var count))
        {
            count = -1;
            if (GroupGlob.TryParse(pattern, out var glob))
            {
                var jobs = index.Matching(glob);
                grouped.UnionWith(jobs.Select(j => j.Name));
                count = jobs.Count;
            }

            matching.Add(pattern, count);
        }

        if (count < 0)
        {
            findings.Error($"invalid glob expression '{pattern}' for group '{group.Name}'", group.Position);
        }
        else if (count == 0)
        {
            findings.Error($"no jobs match '{pattern}' for group '{group.Name}'", group.Position);
        }
    }
}
