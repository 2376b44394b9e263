using Concourse.Client.Wire;
using Concourse.Core.Configuration;
using Concourse.Core.Json;
using Concourse.Core.Values;
using Concourse.Core.Versions;
using Concourse.Database.Resources;

namespace Concourse.Web.Endpoints;

/// <summary>Resource rows as the API shows them.</summary>
internal static class ResourcePresenter
{
    public static Client.Wire.Resource Present(Database.Resources.Resource resource) => new()
    {
        Name = resource.Name,
        PipelineId = resource.PipelineId,
        PipelineName = resource.PipelineName,
        PipelineInstanceVars = resource.Pipeline.InstanceVars,
        TeamName = resource.TeamName,
        Type = resource.Type,
        LastChecked = WireTime.Seconds(resource.LastChecked),
        Icon = resource.Config.Length > 0 && JsonText.Parse(resource.Config) is MapValue config && config.Text("icon") is { Length: > 0 } icon ? icon : null,
        PinnedVersion = resource.PinnedVersion is { } pin ? ResourceVersion.Parse(pin) : null,
        PinnedInConfig = resource.PinnedInConfig,
        PinComment = string.IsNullOrEmpty(resource.PinComment) ? null : resource.PinComment,
        Build = resource.LastCheck is not { } check ? null : new BuildSummary
        {
            Id = check.Id,
            Name = check.Name,
            Status = check.Status,
            StartTime = WireTime.Seconds(check.StartTime),
            EndTime = WireTime.Seconds(check.EndTime),
            TeamName = resource.TeamName,
            PipelineId = resource.PipelineId,
            PipelineName = resource.PipelineName,
            PipelineInstanceVars = resource.Pipeline.InstanceVars,
            Plan = check.PublicPlan is { } plan ? JsonText.Parse(plan) : null,
        },
    };

    /// <summary>A version; its metadata only for those who may see it.</summary>
    public static ResourceConfigVersion Present(ResourceVersionRow version, bool withMetadata) => new()
    {
        Id = (int)version.Id,
        Version = ResourceVersion.Parse(version.Version),
        Metadata = withMetadata ? Metadata(version.Metadata) : null,
        Enabled = version.Enabled,
    };

    public static ResourceType Present(ResourceTypeConfig type) => new()
    {
        Name = type.Name,
        Type = type.Type,
        Source = type.Source,
        Defaults = type.Defaults,
        Privileged = type.Privileged,
        CheckEvery = type.CheckEvery?.ToString(),
        Tags = type.Tags is { Count: > 0 } tags ? tags : null,
        Params = type.Params,
    };

    // Stored with capitalised keys by checks, with others by older servers.
    private static List<MetadataField>? Metadata(string json) => JsonText.Parse(json) is ListValue { Count: > 0 } list
        ? [.. list.OfType<MapValue>().Select(f => new MetadataField(f.Text("Name") ?? f.Text("name") ?? "", f.Text("Value") ?? f.Text("value") ?? ""))]
        : null;
}
