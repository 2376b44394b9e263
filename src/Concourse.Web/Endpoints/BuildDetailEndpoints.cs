using System.Text.Json.Serialization;
using Concourse.Client.Wire;
using Concourse.Core.Versions;
using Concourse.Database.Builds;
using Concourse.Web.Api;

namespace Concourse.Web.Endpoints;

/// <summary>What a build's page shows beside its events: versions, preparation, comment (rest-api.md §6.2).</summary>
public sealed class BuildDetailEndpoints(BuildDetailsRepository details) : IApiEndpoints
{
    public IEnumerable<KeyValuePair<string, ApiHandler>> Handlers =>
        [new("BuildResources", ResourcesAsync), new("GetBuildPreparation", PreparationAsync), new("SetBuildComment", CommentAsync)];

    private static string Blocking(bool blocks) => blocks ? "blocking" : "not_blocking";

    private async Task<ApiResult> ResourcesAsync(ApiRequest request, CancellationToken ct)
    {
        var found = await details.ReadResourcesAsync(request.Build.Id, ct);
        return ApiResult.Json(
            new Client.Wire.BuildResources(
                [.. found.Inputs.Select(i => new BuildInput(i.Name, ResourceVersion.Parse(i.Version), i.PipelineId, i.FirstOccurrence))],
                [.. found.Outputs.Select(o => new Client.Wire.BuildOutput(o.Name, ResourceVersion.Parse(o.Version)))]),
            WireJson.Default.BuildResources);
    }

    private async Task<ApiResult> PreparationAsync(ApiRequest request, CancellationToken ct)
    {
        if (await details.ReadPreparationAsync(request.Build, ct) is not { } preparation)
        {
            return ApiResult.NotFound;
        }

        return ApiResult.Json(
            new Client.Wire.BuildPreparation
            {
                BuildId = request.Build.Id,
                PausedPipeline = Blocking(preparation.PausedPipeline),
                PausedJob = Blocking(preparation.PausedJob),
                MaxRunningBuilds = Blocking(preparation.MaxRunningBuilds),
                Inputs = preparation.Inputs.ToDictionary(i => i.Key, i => Blocking(i.Value)),
                InputsSatisfied = Blocking(preparation.Inputs.Values.Any(blocks => blocks) || preparation.MissingInputReasons.Count > 0),
                MissingInputReasons = preparation.MissingInputReasons,
            },
            WireJson.Default.BuildPreparation);
    }

    private async Task<ApiResult> CommentAsync(ApiRequest request, CancellationToken ct)
    {
        if (await request.TryReadJsonAsync(BuildCommentJson.Default.BuildComment, ct) is not { } comment)
        {
            return ApiResult.BadRequest;
        }

        await details.SetCommentAsync(request.Build.Id, comment.Comment ?? "", ct);
        return ApiResult.Ok;
    }
}

internal sealed record BuildComment([property: JsonPropertyName("comment")] string? Comment);

[JsonSerializable(typeof(BuildComment))]
internal sealed partial class BuildCommentJson : JsonSerializerContext;
