using System.Text.RegularExpressions;

namespace Concourse.Core.Validation.VarSources;

/// <summary>Templates of secret paths: text with <c>{{.Team}}</c>, <c>{{.Pipeline}}</c>, <c>{{.Secret}}</c>.</summary>
internal static partial class SecretTemplateRules
{
    private const string Fields = "struct { Team string; Pipeline string; Secret string }";

    /// <summary>What is wrong with a template, or null. The words are those of Go's text/template.</summary>
    public static string? Error(string name, string template)
    {
        var actions = Action().Matches(template);
        return actions.Select(a => SyntaxError(name, template, a)).FirstOrDefault(e => e is not null)
            ?? (actions.Count == 0 && string.IsNullOrWhiteSpace(template) ? "secret template should not be empty" : null)
            ?? actions.Select(a => FieldError(name, template, a)).FirstOrDefault(e => e is not null);
    }

    private static string? SyntaxError(string name, string template, Match action)
    {
        var body = action.Groups["body"].Value;
        return !action.Groups["end"].Success ? $"template: {name}:{Line(template, action.Index)}: unclosed action"
            : body.Length == 0 ? $"template: {name}:{Line(template, action.Index)}: missing value for command"
            : Function().Match(body) is { Success: true } function
                ? $"template: {name}:{Line(template, action.Index)}: function \"{function.Value}\" not defined"
            : null;
    }

    private static string? FieldError(string name, string template, Match action)
    {
        var body = action.Groups["body"].Value;
        var fields = Chain().Match(body) is { Success: true } chain ? chain.Value[1..].Split('.') : [];
        var (unknown, type) = fields switch
        {
            [] => (null, ""),
            [not ("Team" or "Pipeline" or "Secret"), ..] => (fields[0], "*" + Fields),
            [_, var second, ..] => (second, "string"),
            _ => (null, ""),
        };
        if (unknown is null)
        {
            return null;
        }

        var start = action.Groups["body"].Index;
        var column = start - (template.LastIndexOf('\n', start) + 1);
        return $"template: {name}:{Line(template, start)}:{column}: executing \"{name}\" at <{body}>: can't evaluate field {unknown} in type {type}";
    }

    private static int Line(string template, int index) => template.AsSpan(0, index).Count('\n') + 1;

    [GeneratedRegex(@"\{\{(?:- )?\s*(?<body>.*?)\s*(?: -)?(?:(?<end>\}\})|\z)", RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex Action();

    [GeneratedRegex(@"\A(?:\.\w+)+", RegexOptions.CultureInvariant)]
    private static partial Regex Chain();

    // Go's own functions and keywords are left alone: nobody calls them in a path.
    [GeneratedRegex(@"\A(?!(?:and|call|else|end|eq|ge|gt|html|if|index|js|le|len|lt|ne|nil|not|or|print|printf|println|range|slice|template|true|false|urlquery|with)\b)[A-Za-z_]\w*",
        RegexOptions.CultureInvariant)]
    private static partial Regex Function();
}
