using Concourse.Client.Wire;
using Concourse.Core;
using Fly.Arguments;
using Fly.Builds;
using Fly.CommandLine;
using Fly.Terminals;

namespace Fly.Commands;

internal sealed class JobsCommand : Command
{
    private readonly Flag<PipelineRef> pipeline;
    private readonly Switch json;
    private readonly Flag<string> team;

    public JobsCommand()
        : base("jobs", "List the jobs of a pipeline", "js")
    {
        pipeline = Flag('p', "pipeline", References.Pipeline, "Pipeline whose jobs to show", required: true);
        json = Switch(null, "json", "Print the answer of the API as JSON");
        team = Flag(null, "team", References.Team, "Team of the pipeline, if not the target's");
    }

    public override async Task<int> RunAsync(FlyContext context, CancellationToken ct)
    {
        using var session = await context.ConnectAsync(team.Value, ct);
        var jobs = await session.Client.JobsAsync(session.Team, pipeline.Value!, ct);
        if (json.IsSet)
        {
            JsonOutput.Print(context.Terminal, jobs, WireJson.Default.IReadOnlyListJobSummary);
            return 0;
        }

        var table = new Table("name", "paused", "status", "next");
        foreach (var job in jobs)
        {
            table.Add(job.Name, Cells.YesNo(job.Paused), Status(job.FinishedBuild), Status(job.NextBuild));
        }

        context.Print(table);
        return 0;
    }

    private static Cell Status(BuildSummary? build) => build is null ? "n/a" : BuildStyles.Cell(build.Status);
}
