using Concourse.Core.Configuration;

namespace Fly.Terminals;

/// <summary>What is to be said about a pipeline's config, on stderr (fly.md §7).</summary>
internal static class ConfigMessages
{
    private const string InvalidIdentifier = "invalid_identifier";

    /// <summary>Warnings by type and message.</summary>
    public static void PrintWarnings(Terminal terminal, IReadOnlyList<(string Type, string Message)> warnings)
    {
        if (warnings.Count == 0)
        {
            return;
        }

        terminal.PrintError("");
        terminal.PrintError(terminal.Paint(Style.Errored, "DEPRECATION WARNING:"));
        PrintList(terminal, warnings.Select(w => w.Message));
        if (warnings.Any(w => w.Type == InvalidIdentifier))
        {
            terminal.PrintError("identifier schema documentation: https://concourse-ci.org/config-basics.html#schema.identifier");
            terminal.PrintError("");
        }
    }

    public static void PrintErrors(Terminal terminal, string header, IReadOnlyList<string> errors)
    {
        terminal.PrintError("");
        terminal.PrintError(terminal.Paint(Style.Alarm, "WARNING:"));
        terminal.PrintError($"{header}:");
        PrintList(terminal, errors);
    }

    /// <summary>Our own addition: a line for each mistake, saying where in the file it is and what may have been meant.</summary>
    public static IEnumerable<string> Places(string file, IEnumerable<Mistake> mistakes) => mistakes
        .Where(m => m.Position.IsKnown)
        .Select(m => $"{file}:{m.Position}: {m.Message}{(m.Hint.Length > 0 ? $" ({m.Hint})" : "")}");

    private static void PrintList(Terminal terminal, IEnumerable<string> messages)
    {
        foreach (var message in messages)
        {
            terminal.PrintError($"  - {message}");
        }

        terminal.PrintError("");
    }
}
