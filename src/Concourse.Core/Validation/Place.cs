using Concourse.Core.Values;

namespace Concourse.Core.Validation;

/// <summary>A top-level object in messages: by position (<c>jobs[0]</c>) or by name (<c>jobs.build</c>).</summary>
internal readonly record struct Place(string Section, int Index, string Name)
{
    public string Location => $"{Section}[{Index}]";

    public string Identifier => Name.Length == 0 ? Location : $"{Section}.{Name}";

    /// <summary>Reports a name used before, a missing name, and a missing type when there should be one.</summary>
    public void CheckNameAndType(Dictionary<string, string> names, string? type, SourcePosition position, Findings findings)
    {
        if (names.TryGetValue(Name, out var other))
        {
            findings.Error($"{other} and {Location} have the same name ('{Name}')", position);
        }
        else if (Name.Length > 0)
        {
            names.Add(Name, Location);
        }

        if (Name.Length == 0)
        {
            findings.Error($"{Identifier} has no name", position);
        }

        if (type is { Length: 0 })
        {
            findings.Error($"{Identifier} has no type", position);
        }
    }
}
