using Concourse.Core;
using Fly.Arguments;
using Fly.CommandLine;

namespace Fly.Commands;

internal sealed class DestroyPipelineCommand : Command
{
    private readonly Flag<PipelineRef> pipeline;
    private readonly Switch nonInteractive;
    private readonly Flag<string> team;

    public DestroyPipelineCommand()
        : base("destroy-pipeline", "Delete a pipeline with all its data", "dp")
    {
        pipeline = Flag('p', "pipeline", References.Pipeline, "Pipeline to delete", required: true);
        nonInteractive = Switch('n', "non-interactive", "Delete without asking");
        team = Flag(null, "team", References.Team, "Team of the pipeline, if not the target's");
    }

    public override async Task<int> RunAsync(FlyContext context, CancellationToken ct)
    {
        var reference = pipeline.Value!;
        PipelineNames.Check(reference);
        using var session = await context.ConnectAsync(team.Value, ct);
        var terminal = context.Terminal;
        if (await session.Client.PipelineAsync(session.Team, reference, ct) is null)
        {
            terminal.Print($"`{reference}` does not exist");
            return 0;
        }

        terminal.Print($"!!! this will remove all data for pipeline `{reference}`\n");
        if (!nonInteractive.IsSet && !terminal.Confirm("are you sure?"))
        {
            terminal.Print("bailing out");
            return 0;
        }

        await session.Client.DeletePipelineAsync(session.Team, reference, ct);
        terminal.Print($"`{reference}` deleted");
        return 0;
    }
}
