using Concourse.Database.Scheduling;
namespace Concourse.Scheduling.Inputs;

/// <summary>
/// Partitions inputs with <c>passed</c> by common passed jobs (scheduler chapter §3.2): an input joins the last group that
/// already names one of its jobs; groups are never merged afterwards.
/// </summary>
internal static class PassedGroups
{
    public static IReadOnlyList<IReadOnlyList<InputConfiguration>> Of(IEnumerable<InputConfiguration> inputs)
    {
        var groups = new List<(HashSet<int> Jobs, List<InputConfiguration> Inputs)>();
        foreach (var input in inputs.Where(i => i.PassedJobIds.Count > 0))
        {
            var index = groups.FindLastIndex(g => g.Jobs.Overlaps(input.PassedJobIds));
            if (index < 0)
            {
                groups.Add(([], []));
                index = groups.Count - 1;
            }

            groups[index].Jobs.UnionWith(input.PassedJobIds);
            groups[index].Inputs.Add(input);
        }

        return [.. groups.Select(g => g.Inputs)];
    }
}
