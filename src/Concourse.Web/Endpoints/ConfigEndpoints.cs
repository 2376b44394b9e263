using System.Globalization;
using Concourse.Client.Wire;
using Concourse.Core;
using Concourse.Core.Configuration;
using Concourse.Database.Pipelines;
using Concourse.Database.Teams;
using Concourse.Web.Api;

namespace Concourse.Web.Endpoints;

/// <summary>
/// Pipeline configs (rest-api.md §6.1). <c>check_creds</c> is accepted; with no credential manager configured there is nothing
/// that it could check.
/// </summary>
public sealed class ConfigEndpoints(TeamsRepository teams, PipelinesRepository pipelines) : IApiEndpoints
{
    private const string VersionHeader = "X-Concourse-Config-Version";

    public IEnumerable<KeyValuePair<string, ApiHandler>> Handlers => [new("SaveConfig", SaveAsync), new("GetConfig", GetAsync)];

    private static ApiResult Refusal(params IReadOnlyList<string> errors) =>
        ApiResult.Json(new SaveConfigResponse { Errors = errors }, WireJson.Default.SaveConfigResponse, StatusCodes.Status400BadRequest);

    private static async Task<byte[]> BodyAsync(HttpContext http, CancellationToken ct)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, ct);
        return body.ToArray();
    }

    // As upstream scans it: leading digits count, what follows them does not.
    private static bool TryReadVersion(HttpContext http, out int version)
    {
        var text = http.Request.Headers[VersionHeader].ToString().TrimStart();
        version = 0;
        if (text.Length == 0)
        {
            return true;
        }

        var end = text[0] is '-' or '+' ? 1 : 0;
        while (end < text.Length && char.IsAsciiDigit(text[end]))
        {
            end++;
        }

        return int.TryParse(text.AsSpan(0, end), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out version);
    }

    private static bool TryReadRef(ApiRequest request, out PipelineRef reference, out ApiResult? refusal)
    {
        try
        {
            (reference, refusal) = (request.PipelineRef(), null);
            return true;
        }
        catch (FormatException e)
        {
            (reference, refusal) = (new PipelineRef(""), Refusal($"instance vars are malformed: {e.Message}"));
            return false;
        }
    }

    private async Task<ApiResult> GetAsync(ApiRequest request, CancellationToken ct)
    {
        if (!TryReadRef(request, out var reference, out var refusal))
        {
            return refusal!;
        }

        if (await teams.FindAsync(request.Parameter("team_name"), ct) is not { } team
            || await pipelines.FindAsync(team.Id, reference, ct) is not { } pipeline
            || await pipelines.ReadConfigAsync(pipeline.Id, ct) is not { } config)
        {
            return ApiResult.NotFound;
        }

        request.Http.Response.Headers[VersionHeader] = config.Version.ToString(CultureInfo.InvariantCulture);
        return ApiResult.JsonText($"{{\"config\":{config.Json}}}");
    }

    private async Task<ApiResult> SaveAsync(ApiRequest request, CancellationToken ct)
    {
        if (!TryReadVersion(request.Http, out var version))
        {
            return Refusal("config version is malformed: expected integer");
        }

        if (request.Http.Request.ContentType is not ("application/json" or "application/x-yaml"))
        {
            return ApiResult.Empty(StatusCodes.Status415UnsupportedMediaType);
        }

        PipelineConfig config;
        try
        {
            config = ConfigReader.Pipeline(await BodyAsync(request.Http, ct));
        }
        catch (ConfigFormatException e)
        {
            return Refusal($"malformed config: {e.Explained}");
        }

        var (pipelineName, teamName) = (request.Parameter("pipeline_name"), request.Parameter("team_name"));
        if ((Identifiers.Error("pipeline", pipelineName) ?? Identifiers.Error("team", teamName)) is { } nameError)
        {
            return Refusal(nameError);
        }

        if (!TryReadRef(request, out var reference, out var refusal))
        {
            return refusal!;
        }

        return await teams.FindAsync(teamName, ct) is { } team
            ? await StoreAsync(team, new PipelineSave { Ref = reference, Config = config, ExpectedVersion = version }, ct)
            : ApiResult.NotFound;
    }

    private async Task<ApiResult> StoreAsync(Database.Teams.Team team, PipelineSave save, CancellationToken ct)
    {
        try
        {
            var saved = await pipelines.SaveAsync(team.Id, save, ct);
            ConfigWarning?[] warnings = [Identifiers.Warning("pipeline", save.Ref.Name), Identifiers.Warning("team", team.Name)];
            IReadOnlyList<ConfigWarning> found = [.. warnings.OfType<ConfigWarning>()];
            return ApiResult.Json(
                new SaveConfigResponse { Warnings = found.Count == 0 ? null : found },
                WireJson.Default.SaveConfigResponse,
                saved.Created ? StatusCodes.Status201Created : StatusCodes.Status200OK);
        }
        catch (PipelineSaveException e)
        {
            return ApiResult.Text(StatusCodes.Status500InternalServerError, $"failed to save config: {e.Message}");
        }
    }
}
