using Concourse.Core.Configuration;

namespace Concourse.Core.Validation;

/// <summary>Groups: their globs match, their resources exist, their names differ, and no job is left out.</summary>
internal static class GroupRules
{
    public static void Check(PipelineConfig config, PipelineIndex index, Findings findings)
    {
        var groups = config.Groups ?? [];
        var grouped = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (i, group) in groups.Index())
        {
            findings.CheckIdentifier(group.Name, new Place("groups", i, group.Name).Identifier, group.Position);
            foreach (var job in group.Jobs ?? [])
            {
                CheckJobs(group, job, index, grouped, findings);
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

    private static void CheckJobs(GroupConfig group, string pattern, PipelineIndex index, HashSet<string> grouped, Findings findings)
    {
        if (!GroupGlob.TryParse(pattern, out var glob))
        {
            findings.Error($"invalid glob expression '{pattern}' for group '{group.Name}'", group.Position);
            return;
        }

        var matching = glob.IsLiteral ? index.Named(pattern) : [.. index.Jobs.Where(j => glob.Matches(j.Name))];
        if (matching.Count == 0)
        {
            findings.Error($"no jobs match '{pattern}' for group '{group.Name}'", group.Position);
        }

        grouped.UnionWith(matching.Select(j => j.Name));
    }
}
