using Fly.CommandLine;

namespace Fly.Commands;

/// <summary>All commands of fly.</summary>
internal static class CommandCatalog
{
    /// <summary>Fresh commands, for one command line.</summary>
    public static IReadOnlyList<Command> Create() =>
    [
        new BuildsCommand(),
        new HelpCommand(),
        new LoginCommand(),
        new PipelinesCommand(),
        new SetPipelineCommand(),
        new TargetsCommand(),
        new TriggerJobCommand(),
        new UnpausePipelineCommand(),
        new ValidatePipelineCommand(),
        new WatchCommand(),
    ];
}
