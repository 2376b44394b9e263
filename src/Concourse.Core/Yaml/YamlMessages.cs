using System.Buffers;
using System.Globalization;
using Concourse.Core.Values;
using YamlDotNet.Core;

namespace Concourse.Core.Yaml;

/// <summary>Says syntax errors of the YAML parser in upstream's words (<c>yaml: line N: …</c>).</summary>
internal static class YamlMessages
{
    private const string MissingKey = "did not find expected key";
    private const string MissingColon = "could not find expected ':'";
    private const string TabAsIndentation = "found invalid tab as indentation";
    private static readonly SearchValues<char> Indicators = SearchValues.Create("-?:,[]{}#&*!|>'\"%@`");

    /// <summary>The parser's complaint about a text.</summary>
    public static YamlSyntaxException Translate(YamlException e, string text)
    {
        var problem = Problem(e.Message);
        var grammar = IsGrammar(problem);

        // A scanner stops where the wrong character is, a grammar at the token that does not fit.
        var mark = grammar ? e.Start : e.End;
        var position = new SourcePosition((int)mark.Line, (int)mark.Column);
        if (problem == MissingKey && LineWithoutColon(text, position) is { } next)
        {
            // Upstream's scanner sees the next token before it gives up waiting for the colon.
            (problem, grammar, position) = (MissingColon, false, new SourcePosition(next, 1));
        }
        else if (e.Message.Contains(TabAsIndentation, StringComparison.Ordinal))
        {
            position = new SourcePosition(position.Line + 1, 1);
        }

        // Upstream counts lines from zero in mistakes of grammar, and never names the first line.
        var line = grammar ? position.Line - 1 : position.Line > 1 ? position.Line : 0;
        var where = line > 0 ? string.Create(CultureInfo.InvariantCulture, $"line {line}: ") : "";
        return new YamlSyntaxException($"yaml: {where}{problem}", position);
    }

    /// <summary>The parser lost its way without a word of its own.</summary>
    public static YamlSyntaxException Unknown(SourcePosition position) => new("yaml: unknown problem parsing YAML content", position);

    // Where a plain text stands alone on its line, without the colon of a key: the line of the next token.
    private static int? LineWithoutColon(string text, SourcePosition position)
    {
        var lines = text.Split('\n');
        if (position.Line > lines.Length || position.Column > lines[position.Line - 1].Length)
        {
            return null;
        }

        var rest = lines[position.Line - 1][(position.Column - 1)..].TrimEnd();
        if (rest.Length == 0 || Indicators.Contains(rest[0]) || rest.EndsWith(':') || rest.Contains(": ", StringComparison.Ordinal))
        {
            return null;
        }

        var next = Array.FindIndex(lines, position.Line, l => l.Trim().Length > 0 && !l.TrimStart().StartsWith('#'));
        return next < 0 ? lines.Length + (lines[^1].Length > 0 ? 1 : 0) : next + 1;
    }

    private static string Problem(string message)
    {
        var comma = message.IndexOf(", ", StringComparison.Ordinal);
        var problem = (message.StartsWith("While ", StringComparison.Ordinal) && comma > 0 ? message[(comma + 2)..] : message)
            .Trim().TrimEnd('.');
        problem = problem.Length > 0 ? char.ToLowerInvariant(problem[0]) + problem[1..] : "unknown problem parsing YAML content";
        return problem switch
        {
            "found invalid mapping" => "mapping values are not allowed in this context",
            "found a tab character that violate indentation" => "found a tab character that violates indentation",
            TabAsIndentation => "found character that cannot start any token",
            "found value containing disallowed: []{}," => "did not find expected alphabetic or numeric character",
            _ when problem.StartsWith("reached the end of the stream while parsing a document", StringComparison.Ordinal) =>
                "did not find expected <document start>",
            _ when problem.StartsWith("reached the end of the stream", StringComparison.Ordinal) => "did not find expected node content",
            _ => problem,
        };
    }

    private static bool IsGrammar(string problem) =>
        problem.StartsWith("did not find expected ", StringComparison.Ordinal)
            ? problem["did not find expected ".Length..] is "node content" or "key" or "'-' indicator" or "',' or ']'" or "',' or '}'" or "token"
                || problem.EndsWith('>')
            : problem is "found undefined tag handle" or "found duplicate %YAML directive" or "found incompatible YAML document"
                or "found duplicate %TAG directive" or "found more than one anchor";
}
