using Concourse.Client.Http;
using Concourse.Client.Wire;
using Concourse.Core;

namespace Concourse.Client;

public sealed partial class ConcourseClient
{
    public Task<IReadOnlyList<JobSummary>> JobsAsync(string team, PipelineRef pipeline, CancellationToken ct) =>
        GetAsync(WithQuery(PipelinePath(team, pipeline, "jobs"), Vars(pipeline)), WireJson.Default.IReadOnlyListJobSummary, ct);

    public Task<IReadOnlyList<JobSummary>> JobsAsync(CancellationToken ct) => GetAsync(Path("jobs"), WireJson.Default.IReadOnlyListJobSummary, ct);

    public Task<Job?> JobAsync(string team, PipelineRef pipeline, string job, CancellationToken ct) =>
        FindAsync(WithQuery(PipelinePath(team, pipeline, "jobs", job), Vars(pipeline)), WireJson.Default.Job, ct);

    public Task<Page<Build>> JobBuildsAsync(string team, PipelineRef pipeline, string job, PageRequest page, CancellationToken ct) =>
        PageAsync(
            WithQuery(PipelinePath(team, pipeline, "jobs", job, "builds"), [.. page.Parameters(), .. Vars(pipeline)]),
            WireJson.Default.IReadOnlyListBuild,
            ct);

    /// <summary>One build of a job by its name, or <c>latest</c>.</summary>
    public Task<Build?> JobBuildAsync(string team, PipelineRef pipeline, string job, string build, CancellationToken ct) =>
        FindAsync(WithQuery(PipelinePath(team, pipeline, "jobs", job, "builds", build), Vars(pipeline)), WireJson.Default.Build, ct);

    /// <summary>Starts a new build of the job.</summary>
    public Task<Build> TriggerJobAsync(string team, PipelineRef pipeline, string job, CancellationToken ct) =>
        PostAsync(WithQuery(PipelinePath(team, pipeline, "jobs", job, "builds"), Vars(pipeline)), null, WireJson.Default.Build, ct);

    /// <summary>Runs a build again with the same inputs.</summary>
    public Task<Build> RerunJobBuildAsync(string team, PipelineRef pipeline, string job, string build, CancellationToken ct) =>
        PostAsync(WithQuery(PipelinePath(team, pipeline, "jobs", job, "builds", build), Vars(pipeline)), null, WireJson.Default.Build, ct);

    public Task PauseJobAsync(string team, PipelineRef pipeline, string job, CancellationToken ct) =>
        PutAsync(WithQuery(PipelinePath(team, pipeline, "jobs", job, "pause"), Vars(pipeline)), null, ct);

    public Task UnpauseJobAsync(string team, PipelineRef pipeline, string job, CancellationToken ct) =>
        PutAsync(WithQuery(PipelinePath(team, pipeline, "jobs", job, "unpause"), Vars(pipeline)), null, ct);
}
