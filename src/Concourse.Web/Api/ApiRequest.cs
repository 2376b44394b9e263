using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Concourse.Auth.Callers;
using Concourse.Auth.Roles;
using Concourse.Auth.Routes;
using Concourse.Database.Builds;
using Concourse.Database.Pipelines;
using Concourse.Database.Teams;

namespace Concourse.Web.Api;

/// <summary>
/// One call of an API route. The authoriser fills in what the path names (<see cref="Team"/>, <see cref="Pipeline"/>,
/// <see cref="Build"/>) before the handler runs.
/// </summary>
public sealed class ApiRequest(HttpContext http, ApiRoute route, IReadOnlyDictionary<string, string> parameters, Caller caller)
{
    /// <summary>Most bytes of a JSON body; configs have a limit of their own.</summary>
    public const int LargestJson = 4 * 1024 * 1024;

    private Team? team;
    private Pipeline? pipeline;
    private Build? build;

    public HttpContext Http { get; } = http;

    public ApiRoute Route { get; } = route;

    public Caller Caller { get; } = caller;

    /// <exception cref="InvalidOperationException">The route's path names no team.</exception>
    public Team Team
    {
        get => team ?? throw Missing("team");
        internal set => team = value;
    }

    /// <exception cref="InvalidOperationException">The route's path names no pipeline.</exception>
    public Pipeline Pipeline
    {
        get => pipeline ?? throw Missing("pipeline");
        internal set => pipeline = value;
    }

    /// <exception cref="InvalidOperationException">The route's path names no build by id.</exception>
    public Build Build
    {
        get => build ?? throw Missing("build");
        internal set => build = value;
    }

    /// <summary>A parameter of the path, unescaped.</summary>
    public string Parameter(string name) => parameters[name];

    /// <summary>Whether the path has such a parameter.</summary>
    public bool HasParameter(string name) => parameters.ContainsKey(name);

    /// <summary>A parameter of the query; null when it was not sent. Of repeated ones the first counts.</summary>
    public string? Query(string name) => Http.Request.Query.TryGetValue(name, out var values) && values.Count > 0 ? values[0] : null;

    /// <summary>Whether the caller holds the route's role on the team of this name.</summary>
    public bool CallerMayOn(string teamName) => Caller.Has(Route.Role ?? Role.Viewer, teamName);

    /// <summary>The JSON body; null when it cannot be read.</summary>
    /// <exception cref="BadHttpRequestException">It is longer than <see cref="LargestJson"/>, or was cut off.</exception>
    public async Task<T?> TryReadJsonAsync<T>(JsonTypeInfo<T> type, CancellationToken ct)
        where T : class
    {
        try
        {
            Http.LimitBody(LargestJson);
            return await JsonSerializer.DeserializeAsync(Http.Request.Body, type, ct);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private InvalidOperationException Missing(string what) => new($"route {Route.Name} has no {what}");
}

/// <summary>Answers one route.</summary>
public delegate Task<ApiResult> ApiHandler(ApiRequest request, CancellationToken ct);
