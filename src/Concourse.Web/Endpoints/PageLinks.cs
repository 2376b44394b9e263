using Concourse.Client;
using Concourse.Web.Api;
using Microsoft.Extensions.Primitives;

namespace Concourse.Web.Endpoints;

/// <summary>The <c>Link</c> headers of a page: one line each, the older page first, none for a missing direction.</summary>
internal static class PageLinks
{
    public static void Add(ApiRequest request, ServerIdentity identity, long? older, long? newer, int limit)
    {
        var path = identity.ExternalUrl.AbsoluteUri.TrimEnd('/') + Printable(request.Http.Request.Path.Value ?? "");
        var vars = request.HasParameter("pipeline_name") ? InstanceVarsQuery.Format(request.Pipeline.Ref.InstanceVars) : "";
        var suffix = vars.Length == 0 ? "" : "&" + vars;
        string[] links =
        [
            .. older is null ? Array.Empty<string>() : [$"<{path}?to={older}&limit={limit}{suffix}>; rel=\"next\""],
            .. newer is null ? Array.Empty<string>() : [$"<{path}?from={newer}&limit={limit}{suffix}>; rel=\"previous\""],
        ];
        if (links.Length > 0)
        {
            request.Http.Response.Headers.Link = new StringValues(links);
        }
    }

    // Names stand in it as they are, but a header holds no control characters.
    private static string Printable(string path) => string.Concat(path.Select(c => char.IsControl(c) ? Uri.HexEscape(c) : c.ToString()));
}
