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
    private static readonly SearchValues<char> Meta = SearchValues.Create("*?[]{}\\!,");
    private readonly Regex? pattern;
    private readonly string literal;

    private GroupGlob(string literal, Regex? pattern)
    {
        this.literal = literal;
        this.pattern = pattern;
    }

    /// <summary>Whether the glob can match only its own text.</summary>
    public bool IsLiteral => pattern is null;

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
        result = Translate(glob, ref i, regex, depth: 0) && i == glob.Length
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
                    if (!Translate(glob, ref i, regex, depth + 1) || i >= glob.Length)
                    {
                        return false;
                    }

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
                    if (i + 1 >= glob.Length)
                    {
                        return false;
                    }

                    regex.Append(Regex.Escape(glob[i + 1].ToString()));
                    i += 2;
                    break;
                default:
                    regex.Append(Regex.Escape(c.ToString()));
                    i++;
                    break;
            }
        }

        return depth == 0;
    }

    private static bool Class(string glob, ref int i, StringBuilder regex)
    {
        var end = glob.IndexOf(']', i + 1);
        if (end < 0)
        {
            return false;
        }

        var body = glob[(i + 1)..end];
        var negated = body.StartsWith('!');
        body = negated ? body[1..] : body;
        if (body.Length == 0)
        {
            return false;
        }

        var range = body.Length == 3 && body[1] == '-';
        if (range && body[0] > body[2])
        {
            return false;
        }

        regex.Append(negated ? "[^" : "[");
        foreach (var (index, c) in body.Index())
        {
            regex.Append(range && index == 1 ? "-" : $"\\u{(int)c:x4}");
        }

        regex.Append(']');
        i = end + 1;
        return true;
    }
}
