namespace Fly.CommandLine;

/// <summary>Flags that every command understands, unless it has one of the same name itself.</summary>
internal sealed class GlobalOptions
{
    public Flag<string> Target { get; } = new('t', "target", FlagTypes.Text, "Name of the target to talk to");

    public Switch Version { get; } = new('v', "version", "Print the version of fly and exit");

    public Switch Verbose { get; } = new(null, "verbose", "Print requests to the API and its answers");

    public Switch PrintTableHeaders { get; } = new(null, "print-table-headers", "Print table headers even when the output is no terminal");

    public Switch Help { get; } = new('h', "help", "Show this help message");

    public IReadOnlyList<Option> Application => [Target, Version, Verbose, PrintTableHeaders];

    public IReadOnlyList<Option> All => [.. Application, Help];
}
