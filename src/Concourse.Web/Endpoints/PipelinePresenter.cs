using Concourse.Client.Wire;
using Concourse.Core.Json;
using Concourse.Core.Values;

namespace Concourse.Web.Endpoints;

/// <summary>A pipeline row as the API shows it.</summary>
internal static class PipelinePresenter
{
    public static Pipeline Present(Database.Pipelines.Pipeline pipeline) => new()
    {
        Id = pipeline.Id,
        Name = pipeline.Name,
        InstanceVars = pipeline.Ref.InstanceVars,
        Paused = pipeline.Paused,
        PausedBy = string.IsNullOrEmpty(pipeline.PausedBy) ? null : pipeline.PausedBy,
        PausedAt = WireTime.Seconds(pipeline.PausedAt),
        Public = pipeline.Public,
        Archived = pipeline.Archived,
        Groups = Groups(pipeline.Groups),
        TeamName = pipeline.TeamName,
        Display = JsonText.Parse(pipeline.Display) is MapValue display
            ? new PipelineDisplay(display.Text("background_image"), display.Text("background_filter"))
            : null,
        UserData = pipeline.UserData is null ? null : JsonText.Parse(pipeline.UserData),
        ParentBuildId = pipeline.ParentBuildId is > 0 ? pipeline.ParentBuildId : null,
        ParentJobId = pipeline.ParentJobId is > 0 ? pipeline.ParentJobId : null,
        LastUpdated = WireTime.Seconds(pipeline.LastUpdated) is var updated and > 0 ? updated : null,
    };

    private static List<PipelineGroup>? Groups(string json) => JsonText.Parse(json) is ListValue { Count: > 0 } groups
        ? [.. groups.OfType<MapValue>().Select(g => new PipelineGroup(g.Text("name") ?? "", Names(g, "jobs"), Names(g, "resources")))]
        : null;

    private static List<string>? Names(MapValue group, string key) =>
        group.TryGetValue(key, out var value) && value is ListValue { Count: > 0 } list ? [.. list.OfType<StringValue>().Select(n => n.Text)] : null;
}
