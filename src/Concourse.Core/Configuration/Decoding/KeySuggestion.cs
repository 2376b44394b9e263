namespace Concourse.Core.Configuration.Decoding;

/// <summary>Finds the key an author probably meant.</summary>
internal static class KeySuggestion
{
    /// <summary><c>did you mean 'x'?</c>, or empty when no valid key is near: at most a third of the letters may differ.</summary>
    public static string For(string key, IEnumerable<string> valid)
    {
        var best = valid
            .Where(v => v.Length > 0 && Math.Abs(v.Length - key.Length) <= 2)
            .Select(v => (Key: v, Distance: Distance(key.ToLowerInvariant(), v)))
            .OrderBy(c => c.Distance)
            .FirstOrDefault();
        return best.Key is not null && best.Distance <= Math.Max(1, best.Key.Length / 3) ? $"did you mean '{best.Key}'?" : "";
    }

    // Optimal string alignment: insertions, deletions, substitutions and swaps of neighbours.
    private static int Distance(string a, string b)
    {
        var d = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    d[i, j] = i + j;
                    continue;
                }

                var cost = a[i - 1] == b[j - 1] ? 0 : 1;
                d[i, j] = Math.Min(Math.Min(d[i - 1, j] + 1, d[i, j - 1] + 1), d[i - 1, j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
                }
            }
        }

        return d[a.Length, b.Length];
    }
}
