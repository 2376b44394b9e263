using Concourse.Client.Wire;
using Concourse.Core;
using Fly.Arguments;
using Fly.CommandLine;
using Fly.Terminals;

namespace Fly.Commands;

internal sealed class PipelinesCommand : Command
{
    private readonly Switch all;
    private readonly Switch includeArchived;
    private readonly Switch json;
    private readonly Flag<string> team;

    public PipelinesCommand()
        : base("pipelines", "List the configured pipelines", "ps")
    {
        all = Switch('a', "all", "Show pipelines of all teams");
        includeArchived = Switch(null, "include-archived", "Show archived pipelines");
        json = Switch(null, "json", "Print the answer of the API as JSON");
        team = Flag(null, "team", References.Team, "Team to list, if not the target's");
    }

    public override async Task<int> RunAsync(FlyContext context, CancellationToken ct)
    {
        if (all.IsSet && team.IsSet)
        {
            throw new FlyException("Cannot specify both --all and --team");
        }

        using var session = await context.ConnectAsync(team.Value, ct);
        var listed = all.IsSet ? await session.Client.PipelinesAsync(ct) : await session.Client.PipelinesAsync(session.Team, ct);
        IReadOnlyList<Pipeline> pipelines = [.. listed.Where(p => includeArchived.IsSet || !p.Archived)];
        if (json.IsSet)
        {
            JsonOutput.Print(context.Terminal, pipelines, WireJson.Default.IReadOnlyListPipeline);
            return 0;
        }

        var table = new Table(
        [
            "id", "name",
            .. all.IsSet ? ["team"] : Array.Empty<string>(),
            "paused", "public",
            .. includeArchived.IsSet ? ["archived"] : Array.Empty<string>(),
            "last updated",
        ]);
        foreach (var pipeline in pipelines)
        {
            table.Add(
            [
                pipeline.Id.ToString(System.Globalization.CultureInfo.InvariantCulture),
                new PipelineRef(pipeline.Name, pipeline.InstanceVars).ToString(),
                .. all.IsSet ? [pipeline.TeamName] : Array.Empty<Cell>(),
                Cells.YesNo(pipeline.Paused),
                Cells.YesNo(pipeline.Public),
                .. includeArchived.IsSet ? [Cells.YesNo(pipeline.Archived)] : Array.Empty<Cell>(),
                GoTime.Text(pipeline.LastUpdated ?? 0, context.Environment.Time.LocalTimeZone),
            ]);
        }

        context.Print(table);
        return 0;
    }
}
