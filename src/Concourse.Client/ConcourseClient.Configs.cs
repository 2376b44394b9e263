using System.Net;
using Concourse.Client.Wire;
using Concourse.Client.Http;
using Concourse.Core;
using Concourse.Core.Json;
using Concourse.Core.Values;

namespace Concourse.Client;

/// <summary>A stored pipeline config and its version, which a later save hands back so that nobody's change is lost.</summary>
public sealed record StoredConfig(MapValue Config, string Version);

/// <summary>Outcome of saving a config.</summary>
public sealed record SavedConfig(bool Created, IReadOnlyList<ConfigWarning> Warnings);

public sealed partial class ConcourseClient
{
    private const string ConfigVersionHeader = "X-Concourse-Config-Version";

    /// <summary>The pipeline's config; null when there is no such pipeline, or it is archived.</summary>
    public async Task<StoredConfig?> PipelineConfigAsync(string team, PipelineRef pipeline, CancellationToken ct)
    {
        try
        {
            using var response = await SendAsync(Request(HttpMethod.Get, WithQuery(PipelinePath(team, pipeline, "config"), Vars(pipeline))), ct);
            var body = JsonText.Parse(await response.Content.ReadAsByteArrayAsync(ct));
            var config = body is MapValue map && map.TryGetValue("config", out var value) && value is MapValue found ? found : MapValue.Empty;
            return new StoredConfig(config, response.Headers.TryGetValues(ConfigVersionHeader, out var version) ? version.First() : "");
        }
        catch (ResourceNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Saves a config given as YAML or JSON text, over the one of the given version (empty when there is none).</summary>
    /// <exception cref="InvalidConfigException">The server found errors in it.</exception>
    public async Task<SavedConfig> SavePipelineConfigAsync(
        string team, PipelineRef pipeline, string version, ReadOnlyMemory<byte> config, bool checkCredentials, CancellationToken ct)
    {
        var query = checkCredentials ? Vars(pipeline).Append(KeyValuePair.Create("check_creds", "")) : Vars(pipeline);
        using var content = new ReadOnlyMemoryContent(config);
        content.Headers.TryAddWithoutValidation("Content-Type", "application/x-yaml");
        using var request = Request(HttpMethod.Put, WithQuery(PipelinePath(team, pipeline, "config"), query), content);
        request.Headers.TryAddWithoutValidation(ConfigVersionHeader, version);
        using var response = await http.SendAsync(request, ct);
        var answer = TryParse(await response.Content.ReadAsStringAsync(ct), WireJson.Default.SaveConfigResponse);
        if (response.StatusCode == HttpStatusCode.BadRequest && answer?.Errors is { Count: > 0 } errors)
        {
            throw new InvalidConfigException(errors);
        }

        return response.IsSuccessStatusCode
            ? new SavedConfig(response.StatusCode == HttpStatusCode.Created, answer?.Warnings ?? [])
            : throw await FailureAsync(response, ct);
    }
}
