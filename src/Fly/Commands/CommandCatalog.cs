using Fly.CommandLine;

namespace Fly.Commands;

/// <summary>All commands of fly.</summary>
internal static class CommandCatalog
{
    /// <summary>Upstream's commands that are still to come, each with its aliases behind it.</summary>
    public static IReadOnlyList<string> Missing { get; } =
    [
        "active-users au", "archive-pipeline ap", "check-resource-type crt", "checklist cl", "clear-resource-cache crc",
        "clear-task-cache ctc", "clear-versions cv", "clear-wall cw", "completion", "containers cs", "curl c", "destroy-team dt",
        "disable-resource-version drv", "enable-resource-version erv", "execute e", "expose-pipeline ep", "get-components gc",
        "get-team gt", "get-wall gw", "hide-pipeline hp", "hijack intercept i", "land-worker lw", "order-instanced-pipelines oip",
        "order-pipelines op", "pause-component pc", "paused-jobs pjs", "paused-pipelines pps", "pin-resource pr", "prune-worker pw",
        "rename-pipeline rp", "rename-team rt", "schedule-job sj", "set-team st", "set-wall sw", "sync s", "teams t",
        "unpause-component uc", "unpin-resource ur", "volumes vs",
    ];

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
