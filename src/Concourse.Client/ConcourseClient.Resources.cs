using System.Globalization;
using Concourse.Client.Http;
using Concourse.Client.Wire;
using Concourse.Core;

namespace Concourse.Client;

public sealed partial class ConcourseClient
{
    public Task<IReadOnlyList<Resource>> ResourcesAsync(string team, PipelineRef pipeline, CancellationToken ct) =>
        GetAsync(WithQuery(PipelinePath(team, pipeline, "resources"), Vars(pipeline)), WireJson.Default.IReadOnlyListResource, ct);

    public Task<Resource?> ResourceAsync(string team, PipelineRef pipeline, string resource, CancellationToken ct) =>
        FindAsync(WithQuery(PipelinePath(team, pipeline, "resources", resource), Vars(pipeline)), WireJson.Default.Resource, ct);

    public Task<IReadOnlyList<ResourceType>> ResourceTypesAsync(string team, PipelineRef pipeline, CancellationToken ct) =>
        GetAsync(WithQuery(PipelinePath(team, pipeline, "resource-types"), Vars(pipeline)), WireJson.Default.IReadOnlyListResourceType, ct);

    /// <summary>Newest versions first; only those that have every field of the filter.</summary>
    public Task<Page<ResourceConfigVersion>> ResourceVersionsAsync(
        string team, PipelineRef pipeline, string resource, PageRequest page, IReadOnlyDictionary<string, string> filter, CancellationToken ct) =>
        PageAsync(
            WithQuery(
                PipelinePath(team, pipeline, "resources", resource, "versions"),
                [.. page.Parameters(), .. filter.Select(f => KeyValuePair.Create("filter", $"{f.Key}:{f.Value}")), .. Vars(pipeline)]),
            WireJson.Default.IReadOnlyListResourceConfigVersion,
            ct);

    public Task EnableVersionAsync(string team, PipelineRef pipeline, string resource, int version, CancellationToken ct) =>
        ChangeVersionAsync(team, pipeline, resource, version, "enable", ct);

    public Task DisableVersionAsync(string team, PipelineRef pipeline, string resource, int version, CancellationToken ct) =>
        ChangeVersionAsync(team, pipeline, resource, version, "disable", ct);

    public Task PinVersionAsync(string team, PipelineRef pipeline, string resource, int version, CancellationToken ct) =>
        ChangeVersionAsync(team, pipeline, resource, version, "pin", ct);

    public Task UnpinResourceAsync(string team, PipelineRef pipeline, string resource, CancellationToken ct) =>
        PutAsync(WithQuery(PipelinePath(team, pipeline, "resources", resource, "unpin"), Vars(pipeline)), null, ct);

    public Task SetPinCommentAsync(string team, PipelineRef pipeline, string resource, string comment, CancellationToken ct) =>
        PutAsync(
            WithQuery(PipelinePath(team, pipeline, "resources", resource, "pin_comment"), Vars(pipeline)),
            JsonBody(new PinCommentRequest(comment), WireJson.Default.PinCommentRequest),
            ct);

    /// <summary>Starts a check and returns its build.</summary>
    public Task<Build> CheckResourceAsync(string team, PipelineRef pipeline, string resource, CheckRequest check, CancellationToken ct) =>
        PostAsync(
            WithQuery(PipelinePath(team, pipeline, "resources", resource, "check"), Vars(pipeline)),
            JsonBody(check, WireJson.Default.CheckRequest),
            WireJson.Default.Build,
            ct);

    /// <summary>Starts a check of a custom type and returns its build.</summary>
    public Task<Build> CheckResourceTypeAsync(string team, PipelineRef pipeline, string type, CheckRequest check, CancellationToken ct) =>
        PostAsync(
            WithQuery(PipelinePath(team, pipeline, "resource-types", type, "check"), Vars(pipeline)),
            JsonBody(check, WireJson.Default.CheckRequest),
            WireJson.Default.Build,
            ct);

    private Task ChangeVersionAsync(string team, PipelineRef pipeline, string resource, int version, string action, CancellationToken ct) =>
        PutAsync(
            WithQuery(
                PipelinePath(team, pipeline, "resources", resource, "versions", version.ToString(CultureInfo.InvariantCulture), action), Vars(pipeline)),
            null,
            ct);
}
