using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.RegularExpressions;

namespace Concourse.Core.Configuration;

/// <summary>
/// The globs of a group's jobs (pipeline-config.md §2): <c>*</c> matches any run of characters, <c>?</c> one,
/// <c>[abc] [a-z] [!a]</c>, <c>{a,b}</c>, <c>\</c> escapes. <c>/</c> is an ordinary character.
/// </summary>
public sealed class GroupGlob
{
    private static readonly SearchValues<char> Meta = SearchValues.Create("*?[{\\");
    private readonly Regex? pattern;
    private readonly string literal;

    private GroupGlob(string literal, Regex? pattern)
    {
        this.literal = literal;
        this.pattern = pattern;
    }

    /// <summary>Whether the glob can match only its own text.</summary>
    public bool IsLiteral => pattern is null;

    /// <summary>What every matching name begins with.</summary>
    public string Prefix => literal.AsSpan().IndexOfAny(Meta) is >= 0 and var end ? literal[..end] : literal;

    public bool Matches(string name) => pattern is null ? name == literal : pattern.IsMatch(name);

    /// <summary>False when the glob is malformed.</summary>
    public static bool TryParse(string glob, [NotNullWhen(true)] out GroupGlob? result)
    {
        if (glob.AsSpan().IndexOfAny(Meta) < 0)
        {
            result = new GroupGlob(glob, null);
            return true;
        }

        var regex = new StringBuilder(@"\A(?s:");
        var i = 0;
        result = Translate(glob, ref i, regex, depth: 0)
            ? new GroupGlob(glob, new Regex(regex.Append(@")\z").ToString(), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant))
            : null;
        return result is not null;
    }

    private static bool Translate(string glob, ref int i, StringBuilder regex, int depth)
    {
        while (i < glob.Length)
        {
            var c = glob[i];
            switch (c)
            {
                case '*':
                    regex.Append(".*");
                    i++;
                    break;
                case '?':
                    regex.Append('.');
                    i++;
                    break;
                case '[':
                    if (!Class(glob, ref i, regex))
                    {
                        return false;
                    }

                    break;
                case '{':
                    i++;
                    regex.Append("(?:");
                    if (!Translate(glob, ref i, regex, depth + 1))
                    {
                        return false;
                    }

                    // Upstream's library closes at the end what the author did not.
                    i++;
                    regex.Append(')');
                    break;
                case '}' when depth > 0:
                    return true;
                case ',' when depth > 0:
                    regex.Append('|');
                    i++;
                    break;
                case '\\':
                    // At the very end it escapes nothing.
                    regex.Append(i + 1 < glob.Length ? Regex.Escape(glob[i + 1].ToString()) : "");
                    i += 2;
                    break;
                default:
                    regex.Append(Regex.Escape(c.ToString()));
                    i++;
                    break;
            }
        }

        return true;
    }

    // Either one range (X-Y) or a list of characters; no mixture.
    private static bool Class(string glob, ref int i, StringBuilder regex)
    {
        var start = i + 1;
        var negated = start < glob.Length && glob[start] == '!';
        start += negated ? 1 : 0;
        var body = new StringBuilder(negated ? "[^" : "[");
        if (start + 1 < glob.Length && glob[start + 1] == '-')
        {
            if (start + 3 >= glob.Length || glob[start + 3] != ']' || glob[start] > glob[start + 2])
            {
                return false;
            }

            regex.Append(body).Append(Escaped(glob[start])).Append('-').Append(Escaped(glob[start + 2])).Append(']');
            i = start + 4;
            return true;
        }

        var end = start;
        while (end < glob.Length && glob[end] != ']')
        {
            end += glob[end] == '\\' ? 1 : 0;
            body.Append(end < glob.Length ? Escaped(glob[end]) : "");
            end++;
        }

        regex.Append(body).Append(']');
        i = end + 1;
        return end > start && end < glob.Length;
    }

    private static string Escaped(char c) => $"\\u{(int)c:x4}";
}
