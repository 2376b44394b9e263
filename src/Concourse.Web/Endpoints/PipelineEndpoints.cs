using System.Text.Json;
using Concourse.Auth.Roles;
using Concourse.Auth.Users;
using Concourse.Client.Wire;
using Concourse.Core;
using Concourse.Core.Json;
using Concourse.Core.Values;
using Concourse.Database;
using Concourse.Database.Pipelines;
using Concourse.Database.Teams;
using Concourse.Web.Api;
using ConfigWarning = Concourse.Core.Validation.ConfigWarning;

namespace Concourse.Web.Endpoints;

/// <summary>Pipelines (rest-api.md §6.6).</summary>
public sealed class PipelineEndpoints(PipelinesRepository pipelines, PipelineOrderRepository order, TeamsRepository teams, DisplayUserIds displayIds)
    : IApiEndpoints
{
    public IEnumerable<KeyValuePair<string, ApiHandler>> Handlers =>
    [
        new("ListAllPipelines", ListAllAsync),
        new("ListPipelines", ListAsync),
        new("GetPipeline", (request, _) => Task.FromResult(ApiResult.Json(PipelinePresenter.Present(request.Pipeline), WireJson.Default.Pipeline))),
        new("DeletePipeline", (request, ct) => DoneAsync(pipelines.DeleteAsync(request.Pipeline.Id, ct), StatusCodes.Status204NoContent)),
        new("OrderPipelines", OrderAsync),
        new("OrderPipelinesWithinGroup", OrderInstancesAsync),
        new("PausePipeline", (request, ct) => DoneAsync(pipelines.PauseAsync(request.Pipeline.Id, request.DisplayName(displayIds), ct))),
        new("UnpausePipeline", (request, ct) => DoneAsync(pipelines.UnpauseAsync(request.Pipeline.Id, ct))),
        new("ArchivePipeline", (request, ct) => DoneAsync(pipelines.ArchiveAsync(request.Pipeline.Id, ct))),
        new("ExposePipeline", (request, ct) => DoneAsync(pipelines.SetPublicAsync(request.Pipeline.Id, true, ct))),
        new("HidePipeline", (request, ct) => DoneAsync(pipelines.SetPublicAsync(request.Pipeline.Id, false, ct))),
        new("RenamePipeline", RenameAsync),
    ];

    private static async Task<ApiResult> DoneAsync(Task change, int status = StatusCodes.Status200OK)
    {
        await change;
        return ApiResult.Empty(status);
    }

    private static ApiResult Present(IEnumerable<Database.Pipelines.Pipeline> list) =>
        ApiResult.Json([.. list.Select(PipelinePresenter.Present)], WireJson.Default.IReadOnlyListPipeline);

    private static async Task<List<MapValue>?> ReadInstancesAsync(ApiRequest request, CancellationToken ct)
    {
        var body = await request.Http.ReadBodyAsync(ApiRequest.LargestJson, ct);
        try
        {
            return JsonText.Parse(body) is ListValue list && list.All(v => v is MapValue or NullValue)
                ? [.. list.Select(v => v as MapValue ?? MapValue.Empty)]
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private async Task<ApiResult> ListAllAsync(ApiRequest request, CancellationToken ct) => Present(
        request.Caller.IsAdmin ? await pipelines.ListAllAsync(ct) : await pipelines.ListVisibleAsync(request.Caller.TeamsWith(Role.Viewer), ct));

    private async Task<ApiResult> ListAsync(ApiRequest request, CancellationToken ct) =>
        Present(await pipelines.ListForTeamAsync(request.Team.Id, publicOnly: !request.CallerMayOn(request.Team.Name), ct));

    private async Task<ApiResult> OrderAsync(ApiRequest request, CancellationToken ct)
    {
        if (await request.TryReadJsonAsync(WireJson.Default.IReadOnlyListString, ct) is not { } names)
        {
            return ApiResult.BadRequest;
        }

        return await order.OrderAsync(request.Team.Id, names, ct) is { } unknown
            ? ApiResult.Text(StatusCodes.Status400BadRequest, $"pipeline '{unknown}' not found\n")
            : ApiResult.Ok;
    }

    private async Task<ApiResult> OrderInstancesAsync(ApiRequest request, CancellationToken ct)
    {
        if (await teams.FindAsync(request.Parameter("team_name"), ct) is not { } team)
        {
            return ApiResult.NotFound;
        }

        if (await ReadInstancesAsync(request, ct) is not { } instances)
        {
            return ApiResult.BadRequest;
        }

        var name = request.Parameter("pipeline_name");
        return await order.OrderInstancesAsync(team.Id, name, instances, ct) is { } unknown
            ? ApiResult.Text(StatusCodes.Status400BadRequest, $"pipeline '{new PipelineRef(name, instances[unknown])}' not found\n")
            : ApiResult.Ok;
    }

    private async Task<ApiResult> RenameAsync(ApiRequest request, CancellationToken ct)
    {
        if (await teams.FindAsync(request.Parameter("team_name"), ct) is not { } team)
        {
            return ApiResult.NotFound;
        }

        if (await request.TryReadJsonAsync(WireJson.Default.RenameRequest, ct) is not { } rename)
        {
            return ApiResult.Empty(StatusCodes.Status500InternalServerError);
        }

        var name = rename.Name ?? "";
        var warnings = new List<ConfigWarning>();
        if (ConfigPresenter.CheckName("pipeline", name, warnings) is { } error)
        {
            return ConfigPresenter.Refused(error);
        }

        try
        {
            if (!await pipelines.RenameAsync(team.Id, request.Parameter("pipeline_name"), name, ct))
            {
                return ApiResult.NotFound;
            }
        }
        catch (NameTakenException e)
        {
            return ApiResult.Text(StatusCodes.Status500InternalServerError, e.Message);
        }

        return ConfigPresenter.Accepted(warnings);
    }
}
