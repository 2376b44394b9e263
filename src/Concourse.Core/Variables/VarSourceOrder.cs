using Concourse.Core.Configuration;
using Concourse.Core.Values;

namespace Concourse.Core.Variables;

/// <summary>Orders var sources so that each comes after those its own settings refer to, otherwise as written.</summary>
public static class VarSourceOrder
{
    /// <param name="sources">The sources as configured.</param>
    /// <param name="ordered">The sources in order, as far as that is possible.</param>
    /// <returns>Upstream's message when sources wait for each other or for one that does not exist, else null.</returns>
    public static string? ByDependency(IReadOnlyList<VarSourceConfig> sources, out IReadOnlyList<VarSourceConfig> ordered)
    {
        var done = new List<VarSourceConfig>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        var pending = new List<(VarSourceConfig Source, string[] Needs)>();
        foreach (var source in sources)
        {
            pending.Add((source, Needs(source)));

            // The new source first, then those that may have waited for it; one pass, as upstream makes.
            var waiting = pending[..^1];
            if (TryPlace(pending[^1]))
            {
                pending = [.. waiting.Where(p => !TryPlace(p))];
            }
        }

        ordered = done;
        return pending.Count == 0
            ? null
            : $"could not resolve inter-dependent var sources: {string.Join(", ", pending.Select(p => p.Source.Name))}";

        bool TryPlace((VarSourceConfig Source, string[] Needs) candidate)
        {
            if (!candidate.Needs.All(names.Contains))
            {
                return false;
            }

            done.Add(candidate.Source);
            names.Add(candidate.Source.Name);
            return true;
        }
    }

    private static string[] Needs(VarSourceConfig source) =>
        [.. VarTemplate.Names(source.Config ?? NullValue.Instance)
            .Where(n => n.Contains(':'))
            .Select(n => n.Split(':')[0])];
}
