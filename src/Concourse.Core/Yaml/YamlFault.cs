using System.Globalization;
using Concourse.Core.Yaml.Scanning;

namespace Concourse.Core.Yaml;

/// <summary>
/// Puts mistakes into upstream's words, <c>yaml: line N: …</c>. Its lines follow odd rules: the first line is never named,
/// and mistakes of grammar are counted from zero; the newer library names the line where the broken thing begins rather
/// than the one where it breaks. The exception's own position is the true place.
/// </summary>
internal static class YamlFault
{
    /// <param name="dialect">Whose rules.</param>
    /// <param name="problem">Upstream's text.</param>
    /// <param name="mark">Where the scanner stopped.</param>
    /// <param name="context">Where that which it was scanning begins.</param>
    public static YamlSyntaxException InScanner(YamlDialect dialect, string problem, in YamlMark mark, in YamlMark context)
    {
        var line = Line(dialect, mark, context);
        return Make(line > 0 ? line + 1 : 0, problem, mark);
    }

    /// <param name="dialect">Whose rules.</param>
    /// <param name="problem">Upstream's text.</param>
    /// <param name="mark">The token that does not fit.</param>
    /// <param name="context">Where the collection or node begins to which it does not fit.</param>
    public static YamlSyntaxException InParser(YamlDialect dialect, string problem, in YamlMark mark, in YamlMark context = default) =>
        Make(Line(dialect, mark, context), problem, mark);

    private static int Line(YamlDialect dialect, in YamlMark mark, in YamlMark context) =>
        dialect == YamlDialect.Three && context.Line > 0 ? context.Line : mark.Line;

    private static YamlSyntaxException Make(int line, string problem, in YamlMark mark)
    {
        var where = line > 0 ? string.Create(CultureInfo.InvariantCulture, $"line {line}: ") : "";
        return new YamlSyntaxException($"yaml: {where}{problem}", mark.Position);
    }
}
