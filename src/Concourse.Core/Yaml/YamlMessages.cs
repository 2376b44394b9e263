using System.Globalization;
using Concourse.Core.Values;
using YamlDotNet.Core;

namespace Concourse.Core.Yaml;

/// <summary>Says syntax errors of the YAML parser in upstream's words (<c>yaml: line N: …</c>).</summary>
internal static class YamlMessages
{
    public static YamlSyntaxException Translate(YamlException e)
    {
        var problem = e.Message;
        var comma = problem.IndexOf(", ", StringComparison.Ordinal);
        if (problem.StartsWith("While ", StringComparison.Ordinal) && comma > 0)
        {
            problem = problem[(comma + 2)..];
        }

        problem = problem.TrimEnd('.');
        if (problem.Length > 0)
        {
            problem = char.ToLowerInvariant(problem[0]) + problem[1..];
        }

        var position = new SourcePosition((int)e.Start.Line, (int)e.Start.Column);
        // Upstream counts lines from zero where the grammar, not a character, is wrong.
        var line = e is SemanticErrorException ? position.Line - 1 : position.Line;
        var where = line > 0 ? string.Create(CultureInfo.InvariantCulture, $"line {line}: ") : "";
        return new YamlSyntaxException($"yaml: {where}{problem}", position);
    }
}
