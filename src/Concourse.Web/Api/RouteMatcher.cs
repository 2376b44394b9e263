using Concourse.Auth.Routes;

namespace Concourse.Web.Api;

/// <summary>
/// Finds the route of a request by its method and its <em>escaped</em> path, exactly (rest-api.md §1.3): case counts, a trailing
/// slash is another path, HEAD is not GET, a parameter is one segment in which <c>%2F</c> is a slash and <c>+</c> a space. The
/// framework's own routing decodes first and is more tolerant, so it is not used here.
/// </summary>
public sealed class RouteMatcher(IEnumerable<ApiRoute> routes)
{
    private readonly ILookup<int, (ApiRoute Route, string[] Segments)> bySegmentCount =
        routes.Select(r => (Route: r, Segments: r.Path.Split('/'))).ToLookup(r => r.Segments.Length);

    public RouteMatch Match(string method, string escapedPath)
    {
        var path = escapedPath.Split('/');
        var allowed = new List<string>();
        foreach (var (route, segments) in bySegmentCount[path.Length])
        {
            if (Parameters(segments, path) is not { } parameters)
            {
                continue;
            }

            if (route.Method == method)
            {
                return new RouteMatch(route, parameters, []);
            }

            if (!allowed.Contains(route.Method))
            {
                allowed.Add(route.Method);
            }
        }

        return new RouteMatch(null, new Dictionary<string, string>(), allowed);
    }

    private static Dictionary<string, string>? Parameters(string[] segments, string[] path)
    {
        var parameters = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < segments.Length; i++)
        {
            if (!segments[i].StartsWith(':'))
            {
                if (segments[i] != path[i])
                {
                    return null;
                }
            }
            else if (path[i].Length == 0 && i == segments.Length - 1)
            {
                return null;
            }
            else if (Unescape(path[i]) is { } value)
            {
                parameters[segments[i][1..]] = value;
            }
            else
            {
                return null;
            }
        }

        return parameters;
    }

    private static string? Unescape(string segment)
    {
        for (var i = segment.IndexOf('%', StringComparison.Ordinal); i >= 0; i = segment.IndexOf('%', i + 1))
        {
            if (i + 2 >= segment.Length || !char.IsAsciiHexDigit(segment[i + 1]) || !char.IsAsciiHexDigit(segment[i + 2]))
            {
                return null;
            }
        }

        return Uri.UnescapeDataString(segment.Replace('+', ' '));
    }
}

/// <summary>
/// A route with its parameters; or none, and then the methods by which the path can be called (none: there is no such path).
/// </summary>
public sealed record RouteMatch(ApiRoute? Route, IReadOnlyDictionary<string, string> Parameters, IReadOnlyList<string> AllowedMethods);
