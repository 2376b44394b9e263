using System.Text;
using System.Text.RegularExpressions;

namespace Concourse.Database.Pipelines;

/// <summary>
/// Patterns that name jobs. <see cref="Passed"/>: shell path matching (a star does not cross a slash).
/// <see cref="Group"/>: the same with stars that cross everything and alternatives in braces.
/// A malformed pattern matches nothing.
/// </summary>
internal static class JobGlob
{
    private static readonly TimeSpan MatchLimit = TimeSpan.FromSeconds(1);

    public static Predicate<string> Passed(string pattern) => Compile(pattern, any: "[^/]", negation: '^', braces: false);

    public static Predicate<string> Group(string pattern) => Compile(pattern, any: ".", negation: '!', braces: true);

    private static Predicate<string> Compile(string pattern, string any, char negation, bool braces)
    {
        if (pattern.IndexOfAny(['*', '?', '[', '\\', '{']) < 0)
        {
            return name => name == pattern;
        }

        try
        {
            var regex = new Regex(Translate(pattern, any, negation, braces), RegexOptions.NonBacktracking | RegexOptions.Singleline, MatchLimit);
            return regex.IsMatch;
        }
        catch (ArgumentException)
        {
            return _ => false;
        }
    }

    private static string Translate(string pattern, string any, char negation, bool braces)
    {
        var regex = new StringBuilder("\\A");
        var depth = 0;
        for (var i = 0; i < pattern.Length; i++)
        {
            switch (pattern[i])
            {
                case '*':
                    regex.Append(any).Append('*');
                    break;
                case '?':
                    regex.Append(any);
                    break;
                case '[':
                    i = TranslateClass(pattern, i + 1, negation, regex);
                    break;
                case '{' when braces:
                    depth++;
                    regex.Append("(?:");
                    break;
                case '}' when depth > 0:
                    depth--;
                    regex.Append(')');
                    break;
                case ',' when depth > 0:
                    regex.Append('|');
                    break;
                case '\\':
                    regex.Append(Regex.Escape(Character(pattern, ++i).ToString()));
                    break;
                default:
                    regex.Append(Regex.Escape(pattern[i].ToString()));
                    break;
            }
        }

        return regex.Append("\\z").ToString();
    }

    /// <summary>Translates a class from its first character; returns the position of its closing bracket.</summary>
    private static int TranslateClass(string pattern, int start, char negation, StringBuilder regex)
    {
        regex.Append('[');
        var i = start;
        if (Character(pattern, i) == negation)
        {
            regex.Append('^');
            i++;
        }

        for (var first = true; first || Character(pattern, i) != ']'; i++, first = false)
        {
            switch (Character(pattern, i))
            {
                case '-':
                    regex.Append('-');
                    break;
                case '\\':
                    regex.Append('\\').Append(Character(pattern, ++i));
                    break;
                default:
                    regex.Append(@"[]^\".Contains(pattern[i], StringComparison.Ordinal) ? "\\" : "").Append(pattern[i]);
                    break;
            }
        }

        regex.Append(']');
        return i;
    }

    private static char Character(string pattern, int position) =>
        position < pattern.Length ? pattern[position] : throw new ArgumentException("syntax error in pattern");
}
