using Concourse.Client.Wire;
using Concourse.Core;
using Fly.Arguments;
using Fly.Builds;
using Fly.CommandLine;
using Fly.Terminals;

namespace Fly.Commands;

internal sealed class ResourcesCommand : Command
{
    private readonly Flag<PipelineRef> pipeline;
    private readonly Switch json;
    private readonly Flag<string> team;

    public ResourcesCommand()
        : base("resources", "List the resources of a pipeline", "rs")
    {
        pipeline = Flag('p', "pipeline", References.Pipeline, "Pipeline whose resources to show", required: true);
        json = Switch(null, "json", "Print the answer of the API as JSON");
        team = Flag(null, "team", References.Team, "Team of the pipeline, if not the target's");
    }

    public override async Task<int> RunAsync(FlyContext context, CancellationToken ct)
    {
        using var session = await context.ConnectAsync(team.Value, ct);
        var resources = await session.Client.ResourcesAsync(session.Team, pipeline.Value!, ct);
        if (json.IsSet)
        {
            JsonOutput.Print(context.Terminal, resources, WireJson.Default.IReadOnlyListResource);
            return 0;
        }

        var table = new Table("name", "type", "pinned", "check status");
        foreach (var resource in resources)
        {
            table.Add(
                resource.Name,
                resource.Type,
                resource.PinnedVersion is { } pinned ? Cells.Version(pinned) : "n/a",
                resource.Build is { } check ? BuildStyles.Cell(check.Status) : Cells.NotAvailable);
        }

        context.Print(table);
        return 0;
    }
}
