using Concourse.Auth.Callers;
using Concourse.Auth.Routes;
using Microsoft.AspNetCore.Http.Features;

namespace Concourse.Web.Api;

/// <summary>
/// Answers everything below <c>/api/v1/</c> and <c>/.well-known/</c>: match → caller → authorise → handle → write, in the order
/// of rest-api.md §1.2. A route of the table that this server does not serve answers 501 and says so; a path outside of the
/// table answers 404.
/// </summary>
public sealed partial class ApiServer(
    IEnumerable<IApiEndpoints> endpoints, CallerResolver callers, ApiAuthorizer authorizer, ServerIdentity identity, ILogger<ApiServer> logger)
{
    private readonly RouteMatcher matcher = new(ApiRoutes.All);
    private readonly Dictionary<string, ApiHandler> handlers = endpoints.SelectMany(e => e.Handlers).ToDictionary(h => h.Key, h => h.Value);

    /// <summary>Names of the routes that are served.</summary>
    public IEnumerable<string> Served => handlers.Keys;

    public async Task HandleAsync(HttpContext http)
    {
        var ct = http.RequestAborted;
        try
        {
            var result = await AnswerAsync(http, ct);
            await result.WriteAsync(http, ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // The client has left.
        }
        catch (BadHttpRequestException e) when (!http.Response.HasStarted)
        {
            await ApiResult.Empty(e.StatusCode).WriteAsync(http, ct);
        }
        catch (Exception e)
        {
            LogFailed(e, http.Request.Method, http.Request.Path);
            if (http.Response.HasStarted)
            {
                // A stream that ends here must not look complete; whoever reads it resumes.
                http.Abort();
                return;
            }

            await ApiResult.Empty(StatusCodes.Status500InternalServerError).WriteAsync(http, ct);
        }
    }

    private static string EscapedPath(HttpContext http)
    {
        var target = http.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "";
        var query = target.IndexOf('?', StringComparison.Ordinal);
        var path = query < 0 ? target : target[..query];
        return path.StartsWith('/') ? path : http.Request.Path.ToUriComponent();
    }

    private async Task<ApiResult> AnswerAsync(HttpContext http, CancellationToken ct)
    {
        var match = matcher.Match(http.Request.Method, EscapedPath(http));
        if (match.Route is null)
        {
            if (match.AllowedMethods.Count == 0)
            {
                return ApiResult.Text(StatusCodes.Status404NotFound, "404 page not found\n");
            }

            http.Response.Headers.Allow = string.Join(", ", match.AllowedMethods);
            return ApiResult.Text(StatusCodes.Status405MethodNotAllowed, "Method Not Allowed\n");
        }

        var authorization = http.Request.Headers.Authorization;
        var caller = await callers.ResolveAsync(authorization.Count == 0 ? null : authorization[0], ct);
        http.Response.Headers["X-Concourse-Version"] = identity.Version;
        http.Response.Headers.Vary = "Accept-Encoding";
        if (!handlers.TryGetValue(match.Route.Name, out var handler))
        {
            return ApiResult.Text(StatusCodes.Status501NotImplemented, $"this server does not serve {match.Route.Name} yet\n");
        }

        var request = new ApiRequest(http, match.Route, match.Parameters, caller);
        return await authorizer.RefuseAsync(request, ct) ?? await handler(request, ct);
    }

    [LoggerMessage(3002, LogLevel.Error, "{Method} {Path} failed")]
    private partial void LogFailed(Exception exception, string method, string path);
}

/// <summary>The routes of one aggregate, by their names in the route table.</summary>
public interface IApiEndpoints
{
    IEnumerable<KeyValuePair<string, ApiHandler>> Handlers { get; }
}
