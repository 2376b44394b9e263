using System.Globalization;
using System.Text;

namespace Concourse.Core.Validation;

/// <summary>
/// The rule for names (pipeline-config.md §9.2): lower-case or caseless letters, digits, <c>- _ .</c>, beginning with a
/// letter or digit, not only digits. Breaking it earns a warning; an empty name is an error.
/// </summary>
public static class Identifier
{
    public const string WarningType = "invalid_identifier";

    /// <summary>Whether nothing is to be said about a name.</summary>
    public static bool IsValid(string identifier) => identifier.Length > 0 && Problem(identifier) is null;

    /// <summary>Checks a name outside a pipeline's steps.</summary>
    /// <param name="identifier">The name.</param>
    /// <param name="context">What it names, for the message, e.g. <c>pipeline</c>.</param>
    /// <param name="warning">What is wrong, or null.</param>
    /// <returns>The error for an empty name, else null.</returns>
    public static string? Check(string identifier, string context, out ConfigWarning? warning)
    {
        warning = null;
        if (identifier.Length == 0)
        {
            return $"{context}: identifier cannot be an empty string";
        }

        if (Problem(identifier) is { } problem)
        {
            warning = new ConfigWarning(WarningType, $"{context}: '{identifier}' is not a valid identifier: {problem}");
        }

        return null;
    }

    private static string? Problem(string identifier)
    {
        if (!identifier.AsSpan().ContainsAnyExceptInRange('0', '9'))
        {
            return "cannot be just numbers";
        }

        Rune.DecodeFromUtf16(identifier, out var first, out var length);
        if (!IsStart(first))
        {
            return "must start with a lowercase letter or a number";
        }

        foreach (var rune in identifier.AsSpan(length).EnumerateRunes())
        {
            if (!IsStart(rune) && rune.Value is not ('-' or '_' or '.'))
            {
                // Upstream looks from the second byte on, so behind a first letter of several bytes it finds half of that letter.
                return $"illegal character '{(first.IsAscii ? rune.ToString() : "\ufffd")}'";
            }
        }

        return null;
    }

    private static bool IsStart(Rune rune) => rune.IsAscii
        ? rune.Value is (>= 'a' and <= 'z') or (>= '0' and <= '9')
        : Rune.GetUnicodeCategory(rune) is UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
            or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter;
}
