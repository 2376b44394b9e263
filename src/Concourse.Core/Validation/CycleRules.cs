using Concourse.Core.Configuration;

namespace Concourse.Core.Validation;

/// <summary>Jobs must not wait for each other in a circle of <c>passed</c>. Only the first circle is reported.</summary>
internal static class CycleRules
{
    public static void Check(PipelineIndex index, Findings findings)
    {
        // Jobs of one name count as one, as upstream tells them apart by name.
        var state = new Dictionary<string, bool>(StringComparer.Ordinal);
        var finished = new HashSet<string>(StringComparer.Ordinal);
        foreach (var root in index.Jobs)
        {
            if (FindCycle(root, index, state, finished) is { } job)
            {
                findings.Error($"pipeline contains a cycle that starts at Job '{job.Name}'", job.Position);
                return;
            }
        }
    }

    // Depth first without recursion. A job is in the state false while it is being visited, true afterwards.
    private static JobConfig? FindCycle(
        JobConfig root, PipelineIndex index, Dictionary<string, bool> state, HashSet<string> finished)
    {
        var path = new Stack<(string Name, IEnumerator<JobConfig> Next)>();
        if (!Enter(root))
        {
            return null;
        }

        while (path.TryPeek(out var top))
        {
            if (!top.Next.MoveNext())
            {
                state[top.Name] = true;
                path.Pop();
            }
            else if (!Enter(top.Next.Current) && !state[top.Next.Current.Name])
            {
                return top.Next.Current;
            }
        }

        return null;

        bool Enter(JobConfig job)
        {
            var waits = index.Passed(job).Count > 0;
            var isNew = state.TryAdd(job.Name, !waits);
            if (isNew && waits)
            {
                path.Push((job.Name, Upstream(job, index, finished).GetEnumerator()));
            }

            return isNew;
        }
    }

    // All jobs behind a finished glob have been visited, so that however often it is written they are walked once.
    private static IEnumerable<JobConfig> Upstream(JobConfig job, PipelineIndex index, HashSet<string> finished)
    {
        foreach (var glob in index.Passed(job).Where(g => !finished.Contains(g)))
        {
            foreach (var passed in index.Matching(glob))
            {
                yield return passed;
            }

            finished.Add(glob);
        }
    }
}
