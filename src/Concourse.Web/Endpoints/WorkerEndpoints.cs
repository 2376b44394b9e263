using Concourse.Auth.Roles;
using Concourse.Client.Wire;
using Concourse.Database.Workers;
using Concourse.Web.Api;

namespace Concourse.Web.Endpoints;

/// <summary>Workers (rest-api.md §6.11); they are registered by the web nodes themselves.</summary>
public sealed class WorkerEndpoints(WorkersRepository workers) : IApiEndpoints
{
    public IEnumerable<KeyValuePair<string, ApiHandler>> Handlers => [new("ListWorkers", ListAsync)];

    private static Client.Wire.Worker Present(Database.Workers.Worker worker) => new()
    {
        Name = worker.Name,
        Platform = worker.Platform,
        Tags = worker.Tags.Count == 0 ? null : worker.Tags,
        ResourceTypes =
        [
            .. worker.ResourceTypes.Select(t => new Client.Wire.WorkerResourceType
            {
                Type = t.Type,
                Image = t.Image,
                Version = t.Version,
                Privileged = t.Privileged,
                UniqueVersionHistory = t.UniqueVersionHistory,
            }),
        ],
        Team = worker.TeamName ?? "",
        Version = worker.Version ?? "",
        State = worker.State.ToString().ToLowerInvariant(),
        Ephemeral = worker.Ephemeral,
        ActiveContainers = worker.ActiveContainers,
        ActiveVolumes = worker.ActiveVolumes,
        ActiveTasks = worker.ActiveTasks,
        StartTime = WireTime.Seconds(worker.StartTime) ?? 0,
    };

    private async Task<ApiResult> ListAsync(ApiRequest request, CancellationToken ct)
    {
        var visible = request.Caller.IsAdmin
            ? await workers.ListAsync(ct)
            : await workers.ListVisibleAsync(request.Caller.TeamsWith(request.Route.Role ?? Role.Viewer), ct);
        return ApiResult.Json([.. visible.Select(Present)], WireJson.Default.IReadOnlyListWorker);
    }
}
