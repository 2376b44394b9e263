namespace Concourse.Core.Diffing;

/// <summary>
/// A full line diff by longest common subsequence. Where several are equally long, removals come as late as upstream's
/// do, so that the output is the same.
/// </summary>
internal static class LineDiff
{
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
        var common = new int[before.Length + 1, after.Length + 1];
        for (var i = 1; i <= before.Length; i++)
        {
            for (var j = 1; j <= after.Length; j++)
            {
                common[i, j] = before[i - 1] == after[j - 1]
                    ? common[i - 1, j - 1] + 1
                    : Math.Max(common[i - 1, j], common[i, j - 1]);
            }
        }

        var lines = new List<DiffLine>();
        for (var (i, j) = (before.Length, after.Length); i > 0 || j > 0;)
        {
            if (i > 0 && common[i, j] == common[i - 1, j])
            {
                lines.Add(new DiffLine(DiffKind.Removed, before[--i]));
            }
            else if (j > 0 && common[i, j] == common[i, j - 1])
            {
                lines.Add(new DiffLine(DiffKind.Added, after[--j]));
            }
            else
            {
                lines.Add(Common(before[--i]));
                j--;
            }
        }

        lines.Reverse();
        return lines;
    }
}
