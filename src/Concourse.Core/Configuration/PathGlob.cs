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

    /// <summary>What every matching name begins with.</summary>
    public static string Prefix(string pattern) => pattern.AsSpan().IndexOfAny(Meta) is >= 0 and var end ? pattern[..end] : pattern;

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
                return Class(pattern, p, name[n], out width) && name[n] != '/';
            case '\\':
                width = 2;
                return p + 1 < pattern.Length && pattern[p + 1] == name[n];
            default:
                return pattern[p] == name[n];
        }
    }

    private static bool IsMalformed(string pattern, int p)
    {
        if (pattern[p] != '[')
        {
            return pattern[p] == '\\' && p + 1 == pattern.Length;
        }

        Class(pattern, p, '\0', out var width);
        return width == 0;
    }

    // Whether the class at p has the character; the width is 0 when the class is malformed.
    private static bool Class(string pattern, int p, char c, out int width)
    {
        width = 0;
        var i = p + 1;
        var negated = i < pattern.Length && pattern[i] == '^';
        i += negated ? 1 : 0;
        var found = false;
        for (var count = 0; count == 0 || (i < pattern.Length && pattern[i] != ']'); count++)
        {
            if (!Take(pattern, ref i, out var low))
            {
                return false;
            }

            var high = low;
            if (i < pattern.Length && pattern[i] == '-')
            {
                i++;
                if (!Take(pattern, ref i, out high))
                {
                    return false;
                }
            }

            found |= c >= low && c <= high;
        }

        width = i < pattern.Length ? i + 1 - p : 0;
        return width > 0 && found != negated;
    }

    private static bool Take(string pattern, ref int i, out char c)
    {
        c = '\0';
        if (i >= pattern.Length || pattern[i] is '-' or ']')
        {
            return false;
        }

        i += pattern[i] == '\\' ? 1 : 0;
        if (i >= pattern.Length)
        {
            return false;
        }

        c = pattern[i++];
        return true;
    }
}
