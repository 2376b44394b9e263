namespace Concourse.Core.Configuration;

/// <summary>
/// The globs of <c>passed</c>: <c>*</c> and <c>?</c> do not cross <c>/</c>, <c>[a-z]</c>, <c>[^a]</c>, <c>\</c> escapes.
/// A malformed pattern matches nothing (pipeline-config.md §4.2).
/// </summary>
public static class PathGlob
{
    private static readonly System.Buffers.SearchValues<char> Meta = System.Buffers.SearchValues.Create("*?[\\");

    /// <summary>Whether the pattern can match only itself.</summary>
    public static bool IsLiteral(string pattern) => pattern.AsSpan().IndexOfAny(Meta) < 0;

    public static bool Matches(string pattern, string name)
    {
        // Greedy with one point of return: the last star, which never gives back what it passed before a later star.
        var (p, n) = (0, 0);
        var (starP, starN) = (-1, 0);
        while (p < pattern.Length || n < name.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                (starP, starN) = (p++, n);
                continue;
            }

            if (p < pattern.Length && One(pattern, p, name, n, out var width))
            {
                p += width;
                n++;
                continue;
            }

            if (p < pattern.Length && IsMalformed(pattern, p))
            {
                return false;
            }

            if (starP < 0 || starN >= name.Length || name[starN] == '/')
            {
                return false;
            }

            (p, n) = (starP + 1, ++starN);
        }

        return true;
    }

    // Whether the one pattern element at p matches the character at n.
    private static bool One(string pattern, int p, string name, int n, out int width)
    {
        width = 1;
        if (n >= name.Length)
        {
            return false;
        }

        switch (pattern[p])
        {
            case '?':
                return name[n] != '/';
            case '[':
                width = ClassEnd(pattern, p) - p;
                return width > 0 && name[n] != '/' && InClass(pattern.AsSpan(p + 1, width - 2), name[n]);
            case '\\':
                width = 2;
                return p + 1 < pattern.Length && pattern[p + 1] == name[n];
            default:
                return pattern[p] == name[n];
        }
    }

    private static bool IsMalformed(string pattern, int p) =>
        (pattern[p] == '[' && ClassEnd(pattern, p) < 0) || (pattern[p] == '\\' && p + 1 == pattern.Length);

    // Index behind the closing bracket, or -1.
    private static int ClassEnd(string pattern, int p)
    {
        var i = p + 1;
        if (i < pattern.Length && pattern[i] == '^')
        {
            i++;
        }

        for (var count = 0; i < pattern.Length; count++)
        {
            if (pattern[i] == ']' && count > 0)
            {
                return i + 1;
            }

            i += pattern[i] == '\\' ? 2 : 1;
        }

        return -1;
    }

    private static bool InClass(ReadOnlySpan<char> body, char c)
    {
        var negated = body.StartsWith("^");
        body = negated ? body[1..] : body;
        var found = false;
        for (var i = 0; i < body.Length;)
        {
            var low = Take(body, ref i);
            var high = low;
            if (i + 1 < body.Length && body[i] == '-')
            {
                i++;
                high = Take(body, ref i);
            }

            found |= c >= low && c <= high;
        }

        return found != negated;
    }

    private static char Take(ReadOnlySpan<char> body, ref int i)
    {
        if (body[i] == '\\' && i + 1 < body.Length)
        {
            i++;
        }

        return body[i++];
    }
}
