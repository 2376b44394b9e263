namespace Concourse.Core.Values;

/// <summary>Several errors as upstream shows them together.</summary>
public static class GoErrors
{
    /// <summary>A line with their number, one line for each, and an empty line.</summary>
    public static string Text(IReadOnlyList<string> errors)
    {
        var head = errors.Count == 1 ? "1 error occurred:\n" : $"{errors.Count} errors occurred:\n";
        return $"{head}{string.Concat(errors.Select(error => $"\t* {error}\n"))}\n";
    }
}
