using System.Text;

namespace Fly.CommandLine;

/// <summary>The help of fly, or of one command.</summary>
internal static class HelpText
{
    public static string Of(string program, Command? command, GlobalOptions globals, IReadOnlyList<Command> commands)
    {
        var width = globals.All.Concat(command?.Options ?? []).Max(o => Left(o).Length) + 2;
        var text = new StringBuilder("Usage:\n");
        text.Append("  ").Append(program).Append(" [OPTIONS] ")
            .Append(command is null ? "<command>" : $"{command.Name} [{command.Name}-OPTIONS]").Append('\n');
        Options(text, "Application Options:", globals.Application, width);
        Options(text, "Help Options:", [globals.Help], width);
        if (command is null)
        {
            Commands(text, commands);
        }
        else if (command.Options.Count > 0)
        {
            Options(text, $"[{command.Name} command options]", command.Options, width);
        }

        return text.ToString();
    }

    private static void Options(StringBuilder text, string title, IEnumerable<Option> options, int width)
    {
        text.Append('\n').Append(title).Append('\n');
        foreach (var option in options)
        {
            text.Append("  ").Append(Left(option).PadRight(width)).Append(option.Description)
                .Append(option.Default is { } value ? $" (default: {value})" : "").Append('\n');
        }
    }

    private static string Left(Option option) =>
        $"{(option.ShortName is { } c ? $"-{c}, " : "    ")}--{option.LongName}{(option.TakesValue ? "=" : "")}";

    private static void Commands(StringBuilder text, IReadOnlyList<Command> commands)
    {
        var width = commands.Max(c => c.Name.Length) + 2;
        text.Append("\nAvailable commands:\n");
        foreach (var command in commands.OrderBy(c => c.Name, StringComparer.Ordinal))
        {
            text.Append("  ").Append(command.Name.PadRight(width)).Append(command.Description);
            text.Append(command.Aliases.Count > 0 ? $" (aliases: {string.Join(", ", command.Aliases)})" : "").Append('\n');
        }
    }
}
