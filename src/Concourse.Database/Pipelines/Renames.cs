namespace Concourse.Database.Pipelines;

/// <summary>The renames that a configuration asks for with <c>old_name</c>, in an order in which every new name is free.</summary>
internal static class Renames
{
    /// <param name="wanted">Old and new names as configured.</param>
    /// <param name="existing">Names that are there; a rename of anything else is none.</param>
    /// <param name="kind">For the message: <c>job</c> or <c>resource</c>.</param>
    /// <exception cref="PipelineSaveException">Names go round in a circle.</exception>
    public static IReadOnlyList<(string Old, string New)> InOrder(
        IEnumerable<(string Old, string New)> wanted, IReadOnlySet<string> existing, string kind)
    {
        var byOldName = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (oldName, newName) in wanted)
        {
            if (oldName.Length > 0 && oldName != newName && existing.Contains(oldName))
            {
                byOldName[oldName] = newName;
            }
        }

        var ordered = new List<(string, string)>();
        var done = new HashSet<string>(StringComparer.Ordinal);
        foreach (var start in byOldName.Keys)
        {
            var chain = new Stack<string>();
            var name = start;
            while (byOldName.ContainsKey(name) && !done.Contains(name))
            {
                if (chain.Contains(name))
                {
                    throw new PipelineSaveException($"{kind} name swapping is not supported at this time");
                }

                chain.Push(name);
                name = byOldName[name];
            }

            foreach (var oldName in chain)
            {
                done.Add(oldName);
                ordered.Add((oldName, byOldName[oldName]));
            }
        }

        return ordered;
    }
}
