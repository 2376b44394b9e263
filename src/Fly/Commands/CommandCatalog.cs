using Fly.CommandLine;

namespace Fly.Commands;

/// <summary>All commands of fly.</summary>
internal static class CommandCatalog
{
    /// <summary>Fresh commands, for one command line.</summary>
    public static IReadOnlyList<Command> Create() =>
    [
        new AbortBuildCommand(),
        new BuildsCommand(),
        new CheckResourceCommand(),
        new DeleteTargetCommand(),
        new DestroyPipelineCommand(),
        new EditTargetCommand(),
        new FormatPipelineCommand(),
        new GetPipelineCommand(),
        new HelpCommand(),
        new JobsCommand(),
        new LoginCommand(),
        new LogoutCommand(),
        new PauseJobCommand(),
        new PausePipelineCommand(),
        new PipelinesCommand(),
        new RerunBuildCommand(),
        new ResourceVersionsCommand(),
        new ResourcesCommand(),
        new SetPipelineCommand(),
        new StatusCommand(),
        new TargetsCommand(),
        new TriggerJobCommand(),
        new UnpauseJobCommand(),
        new UnpausePipelineCommand(),
        new UserInfoCommand(),
        new ValidatePipelineCommand(),
        new WatchCommand(),
        new WorkersCommand(),
    ];
}
