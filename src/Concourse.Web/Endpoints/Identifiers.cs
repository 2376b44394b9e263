using System.Text;
using Concourse.Client.Wire;

namespace Concourse.Web.Endpoints;

/// <summary>Checks of names (rest-api.md §5): bad ones only warn, except that a name may not be empty.</summary>
internal static class Identifiers
{
    private const string WarningType = "invalid_identifier";

    /// <summary>The error about an empty name; null when there is none.</summary>
    public static string? Error(string kind, string name) => name.Length == 0 ? $"{kind}: identifier cannot be an empty string" : null;

    /// <summary>The warning about an unusual name; null when there is none.</summary>
    public static ConfigWarning? Warning(string kind, string name) =>
        Problem(name) is { } problem ? new ConfigWarning(WarningType, $"{kind}: '{name}' is not a valid identifier: {problem}") : null;

    private static string? Problem(string name)
    {
        var runes = name.EnumerateRunes().ToList();
        if (runes.Count == 0)
        {
            return null;
        }

        if (!IsPlain(runes[0]))
        {
            return "must start with a lowercase letter or a number";
        }

        var illegal = runes.Where(r => !IsPlain(r) && r.Value is not ('-' or '_' or '.')).ToList();
        return illegal.Count > 0 ? $"illegal character '{illegal[0]}'" : runes.All(Rune.IsDigit) ? "cannot be just numbers" : null;
    }

    // Letters of scripts without upper and lower case count as lower case.
    private static bool IsPlain(Rune rune) => Rune.IsDigit(rune) || (Rune.IsLetter(rune) && !Rune.IsUpper(rune));
}
