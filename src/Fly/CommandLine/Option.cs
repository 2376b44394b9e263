namespace Fly.CommandLine;

/// <summary>A flag of the command line, and what was given for it. One use: a command line is parsed into fresh options.</summary>
internal abstract class Option(char? shortName, string longName, string description)
{
    public char? ShortName { get; } = shortName;

    public string LongName { get; } = longName;

    public string Description { get; } = description;

    /// <summary>Whether parsing fails when it is missing.</summary>
    public bool Required { get; init; }

    /// <summary>What counts when it is not given, for the help; null for nothing.</summary>
    public string? Default { get; init; }

    /// <summary>Whether it was given.</summary>
    public bool IsSet { get; protected set; }

    /// <summary>False for switches.</summary>
    public abstract bool TakesValue { get; }

    /// <summary>Whether <c>-5</c> is a value of it rather than an option.</summary>
    public virtual bool TakesNegativeNumbers => false;

    /// <summary>The name as messages print it: <c>-p, --pipeline</c>, or <c>--team</c>.</summary>
    public string Name => ShortName is { } c ? $"-{c}, --{LongName}" : $"--{LongName}";

    /// <summary>Takes one occurrence on the command line.</summary>
    /// <param name="text">The value; null for a switch.</param>
    /// <exception cref="ParseException">The value does not fit.</exception>
    public abstract void Take(string? text);
}

/// <summary>A flag without a value.</summary>
internal sealed class Switch(char? shortName, string longName, string description) : Option(shortName, longName, description)
{
    public override bool TakesValue => false;

    public override void Take(string? text) => IsSet = true;
}

/// <summary>A flag with one value; of several occurrences the last counts.</summary>
internal sealed class Flag<T>(char? shortName, string longName, FlagType<T> type, string description)
    : Option(shortName, longName, description)
{
    private T? given;

    /// <summary>What was given, or the default.</summary>
    public T? Value => IsSet || Default is null ? given : type.Parse(Default);

    public override bool TakesValue => true;

    public override bool TakesNegativeNumbers => typeof(T) == typeof(int);

    public override void Take(string? text)
    {
        given = type.Read(this, type.GoName, text!);
        IsSet = true;
    }
}

/// <summary>A flag that may be given several times.</summary>
internal sealed class ListFlag<T>(char? shortName, string longName, FlagType<T> type, string description)
    : Option(shortName, longName, description)
{
    private readonly List<T> values = [];

    public IReadOnlyList<T> Values => values;

    public override bool TakesValue => true;

    public override void Take(string? text)
    {
        values.Add(type.Read(this, $"[]{type.GoName}", text!));
        IsSet = true;
    }
}
