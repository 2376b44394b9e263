using System.Globalization;
using Concourse.Core;
using Concourse.Core.Configuration;
using Concourse.Core.Validation;
using Concourse.Database.Pipelines;
using Concourse.Database.Teams;
using Concourse.Engine.Variables;
using Concourse.Web.Api;

namespace Concourse.Web.Endpoints;

/// <summary>
/// Pipeline configs (rest-api.md §6.1); one that does not validate is not saved, nor one whose credentials were to be checked and are
/// not known.
/// </summary>
public sealed class ConfigEndpoints(TeamsRepository teams, PipelinesRepository pipelines) : IApiEndpoints
{
    private const string VersionHeader = "X-Concourse-Config-Version";
    private static readonly NoCredentials GlobalCredentials = new();

    /// <summary>In bytes; far above any config in use, and what a server can hold of several at once.</summary>
    private const int LargestConfig = 64 * 1024 * 1024;

    public IEnumerable<KeyValuePair<string, ApiHandler>> Handlers => [new("SaveConfig", SaveAsync), new("GetConfig", GetAsync)];

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
            (reference, refusal) = (new PipelineRef(""), ConfigPresenter.Refused($"instance vars are malformed: {e.Message}"));
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
            return ConfigPresenter.Refused("config version is malformed: expected integer");
        }

        if (request.Http.Request.ContentType is not ("application/json" or "application/x-yaml"))
        {
            return ApiResult.Empty(StatusCodes.Status415UnsupportedMediaType);
        }

        PipelineConfig config;
        try
        {
            config = ConfigReader.Pipeline(await request.Http.ReadBodyAsync(LargestConfig, ct));
        }
        catch (ConfigFormatException e)
        {
            var message = $"malformed config: {e.Message}";
            return ConfigPresenter.Refused([message], [new Mistake(message, e.Position, e.Hint)]);
        }

        var found = PipelineValidator.Validate(config);
        if (found.Errors.Count > 0)
        {
            return ConfigPresenter.Refused(found.Errors, found.Mistakes);
        }

        List<ConfigWarning> warnings = [.. found.Warnings];
        var teamName = request.Parameter("team_name");
        if ((ConfigPresenter.CheckName("pipeline", request.Parameter("pipeline_name"), warnings)
            ?? ConfigPresenter.CheckName("team", teamName, warnings)) is { } nameError)
        {
            return ConfigPresenter.Refused(nameError);
        }

        if (!TryReadRef(request, out var reference, out var refusal))
        {
            return refusal!;
        }

        if (request.Http.Request.Query.ContainsKey("check_creds")
            && await CredentialCheck.FailureAsync(config, GlobalCredentials, ct) is { } unknown)
        {
            return ConfigPresenter.Refused(unknown);
        }

        return await teams.FindAsync(teamName, ct) is { } team
            ? await StoreAsync(team, new PipelineSave { Ref = reference, Config = config, ExpectedVersion = version }, warnings, ct)
            : ApiResult.NotFound;
    }

    private async Task<ApiResult> StoreAsync(Team team, PipelineSave save, IReadOnlyList<ConfigWarning> warnings, CancellationToken ct)
    {
        try
        {
            var saved = await pipelines.SaveAsync(team.Id, save, ct);
            return ConfigPresenter.Accepted(warnings, saved.Created ? StatusCodes.Status201Created : StatusCodes.Status200OK);
        }
        catch (PipelineSaveException e)
        {
            return ApiResult.Text(StatusCodes.Status500InternalServerError, $"failed to save config: {e.Message}");
        }
    }
}
