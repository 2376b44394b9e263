namespace Fly.CommandLine;

/// <summary>
/// A command of fly: its flags, then one run. Flags hold what the command line gave, so an instance serves one run.
/// </summary>
internal abstract class Command(string name, string description, params IReadOnlyList<string> aliases)
{
    private readonly List<Option> options = [];

    public string Name { get; } = name;

    public string Description { get; } = description;

    public IReadOnlyList<string> Aliases { get; } = aliases;

    public IReadOnlyList<Option> Options => options;

    /// <summary>Words that belong to no flag.</summary>
    public IReadOnlyList<string> Arguments { get; internal set; } = [];

    /// <summary>Does what the command is for and returns the exit code.</summary>
    public abstract Task<int> RunAsync(FlyContext context, CancellationToken ct);

    protected Switch Switch(char? shortName, string longName, string description) =>
        Add(new Switch(shortName, longName, description));

    protected Flag<T> Flag<T>(char? shortName, string longName, FlagType<T> type, string description, bool required = false, string? byDefault = null) =>
        Add(new Flag<T>(shortName, longName, type, description) { Required = required, Default = byDefault });

    protected ListFlag<T> List<T>(char? shortName, string longName, FlagType<T> type, string description) =>
        Add(new ListFlag<T>(shortName, longName, type, description));

    private T Add<T>(T option)
        where T : Option
    {
        options.Add(option);
        return option;
    }
}
