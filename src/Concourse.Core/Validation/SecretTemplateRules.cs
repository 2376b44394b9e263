using System.Text.RegularExpressions;

namespace Concourse.Core.Validation;

/// <summary>Templates of secret paths: text with <c>{{.Team}}</c>, <c>{{.Pipeline}}</c>, <c>{{.Secret}}</c>.</summary>
internal static partial class SecretTemplateRules
{
    /// <summary>What is wrong with a template, or null.</summary>
    public static string? Error(string name, string template)
    {
        if (template.Length == 0)
        {
            return "secret template should not be empty";
        }

        foreach (Match action in Action().Matches(template))
        {
            var body = action.Groups["body"].Value.Trim(' ', '-');
            if (!action.Groups["end"].Success)
            {
                return $"template: {name}:1: unclosed action";
            }

            if (Field().Match(body) is { Success: true } field && field.Groups[1].Value is not ("Team" or "Pipeline" or "Secret"))
            {
                return $"template: {name}:1:{action.Index + 2}: executing \"{name}\" at <{body}>: can't evaluate field "
                    + $"{field.Groups[1].Value} in type creds.SecretContext";
            }
        }

        return null;
    }

    [GeneratedRegex(@"\{\{(?<body>.*?)(?<end>\}\}|\z)", RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex Action();

    [GeneratedRegex(@"\A\.(\w+)", RegexOptions.CultureInvariant)]
    private static partial Regex Field();
}
