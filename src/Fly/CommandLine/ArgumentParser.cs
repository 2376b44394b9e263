namespace Fly.CommandLine;

/// <summary>
/// Reads a command line by the rules of the library that upstream's fly uses, so that the same lines are accepted and
/// refused with the same words (fly.md §1). One use.
/// </summary>
/// <param name="commands">What can be run.</param>
/// <param name="globals">Filled with the global flags of the line.</param>
/// <param name="missing">Upstream's commands that cannot be run yet: a name and its aliases, with blanks between.</param>
internal sealed class ArgumentParser(IReadOnlyList<Command> commands, GlobalOptions globals, IReadOnlyList<string> missing)
{
    private readonly List<string> arguments = [];
    private Queue<string> words = new();
    private Command? command;

    /// <exception cref="ParseException">The line does not fit.</exception>
    public ParsedLine Parse(IEnumerable<string> line)
    {
        words = new Queue<string>(line);
        while (words.TryDequeue(out var word))
        {
            if (word == "--")
            {
                arguments.AddRange(words);
                break;
            }

            if (!IsOption(word))
            {
                TakeWord(word);
                continue;
            }

            TakeOption(word);
            if (globals.Version.IsSet || globals.Help.IsSet)
            {
                return new ParsedLine(globals.Help.IsSet ? Request.Help : Request.Version, command);
            }
        }

        if (command is null)
        {
            return arguments.Count == 0 ? new ParsedLine(Request.Overview, null) : throw UnknownCommand(arguments[0]);
        }

        CheckRequired(command);
        command.Arguments = arguments;
        return new ParsedLine(Request.Run, command);
    }

    private static bool IsOption(string word) =>
        word.Length > 1 && word[0] == '-' && (word[1] != '-' || (word.Length > 2 && word[2] != '-'));

    private void TakeWord(string word)
    {
        if (command is not null || arguments.Count > 0)
        {
            arguments.Add(word);
            return;
        }

        command = commands.FirstOrDefault(c => c.Name == word || c.Aliases.Contains(word)) ?? throw UnknownCommand(word);
    }

    private void TakeOption(string word)
    {
        var isLong = word.StartsWith("--", StringComparison.Ordinal);
        var name = word[(isLong ? 2 : 1)..];
        string? value = null;
        var equals = name.IndexOf('=', StringComparison.Ordinal);
        if (isLong ? equals >= 0 : equals == 1)
        {
            (name, value) = (name[..equals], name[(equals + 1)..]);
        }

        if (isLong)
        {
            Take(Find(o => o.LongName == name) ?? throw Unknown(name), value, mayTakeNext: true);
            return;
        }

        // -pvalue: everything behind the letter is its value.
        if (value is null && name.Length > 1 && Find(o => o.ShortName == name[0]) is { TakesValue: true })
        {
            (name, value) = (name[..1], name[1..]);
        }

        foreach (var (i, letter) in name.Index())
        {
            Take(Find(o => o.ShortName == letter) ?? throw Unknown(letter.ToString()), value, mayTakeNext: i == name.Length - 1);
            value = null;
        }
    }

    // A command's own flag hides a global one of the same name.
    private Option? Find(Func<Option, bool> matches) => command?.Options.FirstOrDefault(matches) ?? globals.All.FirstOrDefault(matches);

    private void Take(Option option, string? value, bool mayTakeNext)
    {
        if (!option.TakesValue)
        {
            option.Take(value is null ? null : throw new ParseException($"bool flag `{option.Name}' cannot have an argument"));
            return;
        }

        option.Take(value ?? NextWord(option, mayTakeNext));
    }

    private string NextWord(Option option, bool mayTakeNext)
    {
        if (!mayTakeNext || !words.TryDequeue(out var word))
        {
            throw new ParseException($"expected argument for flag `{option.Name}'");
        }

        var isNumber = option.TakesNegativeNumbers && word.Length > 1 && word[0] == '-' && char.IsAsciiDigit(word[1]);
        return IsOption(word) && !isNumber ? throw new ParseException($"expected argument for flag `{option.Name}', but got option `{word}'")
            : word == "--" ? throw new ParseException($"expected argument for flag `{option.Name}', but got double dash `--'")
            : word;
    }

    private static void CheckRequired(Command command)
    {
        var missing = command.Options.Where(o => o.Required && !o.IsSet).Select(o => $"`{o.Name}'").Order(StringComparer.Ordinal).ToArray();
        if (missing.Length > 0)
        {
            throw new ParseException(missing.Length == 1
                ? $"the required flag {missing[0]} was not specified"
                : $"the required flags {string.Join(", ", missing[..^1])} and {missing[^1]} were not specified");
        }
    }

    private static ParseException Unknown(string flag) => new($"unknown flag `{flag}'");

    private ParseException UnknownCommand(string word)
    {
        var later = missing.Select(m => m.Split(' ')).ToArray();
        if (later.FirstOrDefault(m => m.Contains(word)) is { } known)
        {
            return new ParseException($"`{known[0]}' is a command of Concourse that this fly does not have yet");
        }

        var names = commands.Select(c => c.Name).Order(StringComparer.Ordinal).ToArray();
        var closest = names.Concat(later.Select(m => m[0])).MinBy(n => EditDistance.Between(word, n))!;
        return new ParseException(EditDistance.Between(word, closest) / (double)closest.Length < 0.5
            ? $"Unknown command `{word}', did you mean `{closest}'?"
            : $"Unknown command `{word}'. Please specify one command of: {string.Join(", ", names[..^1])} or {names[^1]}");
    }
}
