using Concourse.Core.Configuration;
using Concourse.Core.Values;

namespace Concourse.Core.Validation;

/// <summary>Collects what the validation of one pipeline finds, section by section.</summary>
internal sealed class Findings
{
    private readonly List<Mistake> section = [];
    private readonly List<Mistake> mistakes = [];
    private readonly List<string> errors = [];
    private readonly List<ConfigWarning> warnings = [];

    public void Error(string message, SourcePosition position = default, string hint = "") =>
        section.Add(new Mistake(message, position, hint));

    public void Warn(string type, string message) => warnings.Add(new ConfigWarning(type, message));

    public void Warn(ConfigWarning warning) => warnings.Add(warning);

    /// <summary>Checks the name of a top-level object.</summary>
    public void CheckIdentifier(string name, string identifier, SourcePosition position)
    {
        if (Identifier.Check(name, identifier, out var warning) is { } error)
        {
            Error(error, position);
        }

        if (warning is not null)
        {
            Warn(warning);
        }
    }

    /// <summary>Ends a section: its errors become one text.</summary>
    public void EndSection(string name)
    {
        if (section.Count > 0)
        {
            var lines = section.SelectMany(m => m.Message.Split('\n')).Select(l => "\t" + l);
            errors.Add($"invalid {name}:\n{string.Join('\n', lines)}\n");
            mistakes.AddRange(section);
            section.Clear();
        }
    }

    public ValidationResult Result() => new(warnings, errors, mistakes);
}
