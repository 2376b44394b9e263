using System.Text.Json.Serialization.Metadata;
using Concourse.Client;
using Concourse.Client.Wire;
using Concourse.Core;
using Fly.Builds;
using Fly.Terminals;

namespace Fly.Commands;

internal sealed class JobsCommand() : PipelineListing<JobSummary>("jobs", "js")
{
    protected override JsonTypeInfo<IReadOnlyList<JobSummary>> Json => WireJson.Default.IReadOnlyListJobSummary;

    protected override IReadOnlyList<string> Columns { get; } = ["name", "paused", "status", "next"];

    protected override Task<IReadOnlyList<JobSummary>> ListAsync(ConcourseClient client, string team, PipelineRef pipeline, CancellationToken ct) =>
        client.JobsAsync(team, pipeline, ct);

    protected override IReadOnlyList<Cell> Row(JobSummary job) =>
        [job.Name, Cells.YesNo(job.Paused), Status(job.FinishedBuild), Status(job.NextBuild)];

    private static Cell Status(BuildSummary? build) => build is null ? "n/a" : BuildStyles.Cell(build.Status);
}
