using Concourse.Core.Configuration;

namespace Concourse.Core.Validation;

/// <summary>Jobs in the order of their names, so that a glob is held only against names that begin as it does.</summary>
internal sealed class JobNames(IReadOnlyList<JobConfig> jobs)
{
    private readonly (string Name, int Index)[] sorted =
        [.. jobs.Select((j, i) => (j.Name, i)).OrderBy(j => j.Name, StringComparer.Ordinal).ThenBy(j => j.i)];

    /// <summary>Jobs whose names begin with <paramref name="prefix"/> and match, in the order of the pipeline.</summary>
    public IReadOnlyList<JobConfig> Matching(string prefix, Func<string, bool> matches)
    {
        var (low, high) = (0, sorted.Length);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            (low, high) = string.CompareOrdinal(sorted[middle].Name, prefix) < 0 ? (middle + 1, high) : (low, middle);
        }

        return [.. sorted.Skip(low).TakeWhile(j => j.Name.StartsWith(prefix, StringComparison.Ordinal))
            .Where(j => matches(j.Name)).OrderBy(j => j.Index).Select(j => jobs[j.Index])];
    }
}
