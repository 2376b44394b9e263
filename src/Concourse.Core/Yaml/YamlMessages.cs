using System.Globalization;
using Concourse.Core.Values;
using YamlDotNet.Core;

namespace Concourse.Core.Yaml;

/// <summary>Says syntax errors of the YAML parser in upstream's words (<c>yaml: line N: …</c>).</summary>
internal static class YamlMessages
{
    public static YamlSyntaxException Translate(YamlException e)
    {
        var problem = Problem(e.Message);
        var grammar = IsGrammar(problem);

        // A scanner stops where the wrong character is, a grammar at the token that does not fit.
        var mark = grammar ? e.Start : e.End;
        var position = new SourcePosition((int)mark.Line, (int)mark.Column);

        // Upstream counts lines from zero in mistakes of grammar, and never names the first line.
        var line = grammar ? position.Line - 1 : position.Line > 1 ? position.Line : 0;
        var where = line > 0 ? string.Create(CultureInfo.InvariantCulture, $"line {line}: ") : "";
        return new YamlSyntaxException($"yaml: {where}{problem}", position);
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
            "found invalid tab as indentation" => "found character that cannot start any token",
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
