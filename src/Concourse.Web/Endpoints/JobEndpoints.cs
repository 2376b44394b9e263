using Concourse.Auth.Roles;
using Concourse.Auth.Users;
using Concourse.Client.Wire;
using Concourse.Database.Builds;
using Concourse.Database.Jobs;
using Concourse.Database.Scheduling;
using Concourse.Web.Api;

namespace Concourse.Web.Endpoints;

/// <summary>Jobs and their builds (rest-api.md §6.4).</summary>
public sealed class JobEndpoints(
    JobsRepository jobs,
    BuildsRepository builds,
    BuildCreationRepository creation,
    JobSchedulingRepository scheduling,
    BuildPages pages,
    DisplayUserIds displayIds) : IApiEndpoints
{
    private const string Latest = "latest";

    public IEnumerable<KeyValuePair<string, ApiHandler>> Handlers =>
    [
        new("ListAllJobs", ListAllAsync),
        new("ListJobs", async (request, ct) => Present(await jobs.ListForPipelineAsync(request.Pipeline.Id, ct))),
        new("GetJob", (request, ct) => WithJobAsync(request, GetAsync, ct)),
        new("ListJobBuilds", (request, ct) => WithJobAsync(request, ListBuildsAsync, ct)),
        new("CreateJobBuild", (request, ct) => WithJobAsync(request, TriggerAsync, ct)),
        new("RerunJobBuild", (request, ct) => WithJobAsync(request, RerunAsync, ct)),
        new("GetJobBuild", (request, ct) => WithJobAsync(request, GetBuildAsync, ct)),
        new("PauseJob", (request, ct) => WithJobAsync(request, PauseAsync, ct)),
        new("UnpauseJob", (request, ct) => WithJobAsync(request, UnpauseAsync, ct)),
        new("ScheduleJob", (request, ct) => WithJobAsync(request, ScheduleAsync, ct)),
    ];

    private static ApiResult Present(IEnumerable<Database.Jobs.JobSummary> list) =>
        ApiResult.Json([.. list.Select(JobPresenter.Summary)], WireJson.Default.IReadOnlyListJobSummary);

    private static bool MayComment(ApiRequest request, Database.Jobs.Job job) => job.Public || request.CallerMayOn(job.TeamName);

    private async Task<ApiResult> WithJobAsync(
        ApiRequest request, Func<ApiRequest, Database.Jobs.Job, CancellationToken, Task<ApiResult>> handle, CancellationToken ct) =>
        await jobs.FindAsync(request.Pipeline.Id, request.Parameter("job_name"), ct) is { } job ? await handle(request, job, ct) : ApiResult.NotFound;

    private async Task<ApiResult> ListAllAsync(ApiRequest request, CancellationToken ct) =>
        Present(request.Caller.IsAdmin ? await jobs.ListAllAsync(ct) : await jobs.ListVisibleAsync(request.Caller.TeamsWith(request.Route.Role ?? Role.Viewer), ct));

    private async Task<ApiResult> GetAsync(ApiRequest request, Database.Jobs.Job job, CancellationToken ct)
    {
        if (await jobs.FindSummaryAsync(job.Id, ct) is not { } summary)
        {
            return ApiResult.NotFound;
        }

        var (finished, next) = await builds.FindFinishedAndNextAsync(job.Id, ct);
        return ApiResult.Json(JobPresenter.Present(summary, finished, next, MayComment(request, job)), WireJson.Default.Job);
    }

    private Task<ApiResult> ListBuildsAsync(ApiRequest request, Database.Jobs.Job job, CancellationToken ct) =>
        pages.ListAsync(request, BuildFilter.OfJob(job.Id), StatusCodes.Status404NotFound, MayComment(request, job), ct);

    private async Task<ApiResult> TriggerAsync(ApiRequest request, Database.Jobs.Job job, CancellationToken ct)
    {
        if (job.DisableManualTrigger)
        {
            return ApiResult.Empty(StatusCodes.Status409Conflict);
        }

        return await creation.TriggerAsync(job.Id, request.DisplayName(displayIds), ct) is { } build
            ? ApiResult.Json(BuildPresenter.Present(build), WireJson.Default.Build)
            : ApiResult.NotFound;
    }

    private async Task<ApiResult> RerunAsync(ApiRequest request, Database.Jobs.Job job, CancellationToken ct)
    {
        if (await FindBuildAsync(request, job, ct) is not { } original)
        {
            return ApiResult.NotFound;
        }

        if (job.DisableReruns)
        {
            return ApiResult.Empty(StatusCodes.Status409Conflict);
        }

        return await creation.RerunAsync(original.Id, request.DisplayName(displayIds), ct) is { } build
            ? ApiResult.Json(BuildPresenter.Present(build), WireJson.Default.Build)
            : ApiResult.Empty(StatusCodes.Status500InternalServerError);
    }

    private async Task<ApiResult> GetBuildAsync(ApiRequest request, Database.Jobs.Job job, CancellationToken ct) =>
        await FindBuildAsync(request, job, ct) is { } build
            ? ApiResult.Json(BuildPresenter.Present(build, MayComment(request, job)), WireJson.Default.Build)
            : ApiResult.NotFound;

    private Task<Database.Builds.Build?> FindBuildAsync(ApiRequest request, Database.Jobs.Job job, CancellationToken ct) =>
        request.Parameter("build_name") is var name && name == Latest ? builds.FindLatestAsync(job.Id, ct) : builds.FindAsync(job.Id, name, ct);

    private async Task<ApiResult> PauseAsync(ApiRequest request, Database.Jobs.Job job, CancellationToken ct)
    {
        await jobs.PauseAsync(job.Id, request.DisplayName(displayIds), ct);
        return ApiResult.Ok;
    }

    private async Task<ApiResult> UnpauseAsync(ApiRequest request, Database.Jobs.Job job, CancellationToken ct)
    {
        await jobs.UnpauseAsync(job.Id, ct);
        return ApiResult.Ok;
    }

    private async Task<ApiResult> ScheduleAsync(ApiRequest request, Database.Jobs.Job job, CancellationToken ct)
    {
        await scheduling.RequestScheduleAsync(job.Id, ct);
        return ApiResult.Ok;
    }
}
