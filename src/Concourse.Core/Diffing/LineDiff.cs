namespace Concourse.Core.Diffing;

/// <summary>
/// A full line diff by longest common subsequence. Where several are equally long, removals come first, as
/// upstream's do, so that the output is the same. Texts so long that the search would take gigabytes are told as replaced.
/// </summary>
internal static class LineDiff
{
    // Of the table below, in four bytes each.
    private const long MostCells = 64 << 20;

    public static IEnumerable<DiffLine> Lines(string[] before, string[] after)
    {
        var start = 0;
        while (start < before.Length && start < after.Length && before[start] == after[start])
        {
            start++;
        }

        var end = 0;
        while (end < before.Length - start && end < after.Length - start && before[^(end + 1)] == after[^(end + 1)])
        {
            end++;
        }

        return before[..start].Select(Common)
            .Concat(Middle(before[start..(before.Length - end)], after[start..(after.Length - end)]))
            .Concat(before[(before.Length - end)..].Select(Common));
    }

    private static DiffLine Common(string text) => new(DiffKind.Common, text);

    private static List<DiffLine> Middle(string[] before, string[] after)
    {
        if ((long)before.Length * after.Length > MostCells)
        {
            return [.. before.Select(l => new DiffLine(DiffKind.Removed, l)), .. after.Select(l => new DiffLine(DiffKind.Added, l))];
        }

        // common[i, j]: length of the longest common subsequence of what begins at i and at j.
        var common = new int[before.Length + 1, after.Length + 1];
        for (var i = before.Length - 1; i >= 0; i--)
        {
            for (var j = after.Length - 1; j >= 0; j--)
            {
                common[i, j] = before[i] == after[j] ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);
            }
        }

        var lines = new List<DiffLine>();
        for (var (i, j) = (0, 0); i < before.Length || j < after.Length;)
        {
            if (i < before.Length && common[i, j] == common[i + 1, j])
            {
                lines.Add(new DiffLine(DiffKind.Removed, before[i++]));
            }
            else if (j < after.Length && common[i, j] == common[i, j + 1])
            {
                lines.Add(new DiffLine(DiffKind.Added, after[j++]));
            }
            else
            {
                lines.Add(Common(before[i++]));
                j++;
            }
        }

        return lines;
    }
}
